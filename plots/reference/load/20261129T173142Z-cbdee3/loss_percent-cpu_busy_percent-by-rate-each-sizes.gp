# loss percent, cpu busy percent by rate: 6 series, from loss_percent-cpu_busy_percent-by-rate-each-sizes.csv
# Run it in its own directory: gnuplot loss_percent-cpu_busy_percent-by-rate-each-sizes.gp
# Nothing of a start file may change the drawing; “reset” alone leaves some of it.
unset multiplot
reset
unset decimalsign
set locale 'C'
unset minussign
unset micro
set overflow float
unset monochrome
do for [k = 1:100] { eval sprintf('unset linetype %d; unset dashtype %d', k, k) }
set linetype cycle 8
set colorsequence default
set datafile commentschars '#'
set datafile fpe_trap
set encoding utf8
set datafile separator ','
set datafile missing ''
# A column of the rows of one series only.
of(s, name) = column('series') == s ? column(name) : NaN
summary = 'loss_percent-cpu_busy_percent-by-rate-each-sizes.csv'
trials = 'loss_percent-cpu_busy_percent-by-rate-each-sizes.trials.csv'
# Near 0: even below 0.001 %, logarithmic above.
nz(y) = asinh(3 * y / 0.001)
# Near 0: even below 0.001 %, logarithmic above.
nz(y) = asinh(3 * y / 0.001)
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 862,1226 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'loss_percent-cpu_busy_percent-by-rate-each-sizes.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1724,2452 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: loss_percent-cpu_busy_percent-by-rate-each-sizes.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 862,1226 font 'sans,12' fontscale 0.75
        }
        set output 'loss_percent-cpu_busy_percent-by-rate-each-sizes.png'
    }
    set multiplot
    set label 1 '{/:Bold Loss and CPU use by offered load: load}' at screen 0.0232, 0.9804 left font ',15'
    set label 2 'Linux 6.18.44-fc-v669 · topology veth-softirq · engine xdp · 5 s · 1 valid trial per point' at screen 0.0232, 0.9641 left font ',10' textcolor rgb '#404040'
    set label 50 'Loss differs by more than 1 point between trials: dropping early is cheap, so CPU does not compare there. 13 of 65 attempts invalid and left' at screen 0.0232, 0.0522 left font ',10' textcolor rgb '#404040'
    set label 51 'out: 11 foreign-load, 2 engine-limit. Beyond the engine’s limit: PACKET\_MMAP V3 at 1.28 M frames/s; baseline at 1.12 M frames/s; baseline at' at screen 0.0232, 0.0392 left font ',10' textcolor rgb '#404040'
    set label 52 '1.38 M frames/s; baseline at 1.42 M frames/s; baseline at 1.5 M frames/s; baseline at 987.93 k frames/s; and 1 more. Skipped: PACKET\_MMAP V2;' at screen 0.0232, 0.0261 left font ',10' textcolor rgb '#404040'
    set label 53 'PACKET\_MMAP V3; recv.' at screen 0.0232, 0.0131 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.0974; set rmargin at screen 0.7935
    set tmargin at screen 0.9429; set bmargin at screen 0.7553
    unset logscale x; set xrange [0:2065285.4089]
    set xtics ('' 0, '' 500000, '' 1000000, '' 1500000, '' 2000000) nomirror
    unset xlabel
    set ylabel 'frame loss (% of offered)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set title '64 B' offset 0,-0.7 font ',11'
    set yrange [nz(0) - 0.4:nz(100) + 0.4]
    set ytics ('0' nz(0), '0.001' nz(0.001), '0.01' nz(0.01), '0.1' nz(0.1), '1' nz(1), '10' nz(10), '100' nz(100)) nomirror
    plot summary using (of(2, 'x')):(nz(of(2, 'median'))) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(nz(of(3, 'median'))) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(nz(of(6, 'median'))) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.0974; set rmargin at screen 0.7935
    set tmargin at screen 0.7276; set bmargin at screen 0.54
    unset for [tag = 1:99] label tag
    unset logscale x; set xrange [0:2065285.4089]
    set xtics ('' 0, '' 500000, '' 1000000, '' 1500000, '' 2000000) nomirror
    unset xlabel
    set ylabel 'frame loss (% of offered)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set title 'IMIX (64–594–1518 B, seed 1)' offset 0,-0.7 font ',11'
    set yrange [nz(0) - 0.4:nz(100) + 0.4]
    set ytics ('0' nz(0), '0.001' nz(0.001), '0.01' nz(0.01), '0.1' nz(0.1), '1' nz(1), '10' nz(10), '100' nz(100)) nomirror
    plot summary using (of(1, 'x')):(nz(of(1, 'median'))) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(nz(of(4, 'median'))) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(nz(of(5, 'median'))) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.0974; set rmargin at screen 0.7935
    set tmargin at screen 0.5122; set bmargin at screen 0.3246
    unset logscale x; set xrange [0:2065285.4089]
    set xtics ('' 0, '' 500000, '' 1000000, '' 1500000, '' 2000000) nomirror
    unset xlabel
    set ylabel 'busy, exact (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set title '64 B' offset 0,-0.7 font ',11'
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (of(2, 'x')):(of(2, 'busy_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'busy_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'busy_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.0974; set rmargin at screen 0.7935
    set tmargin at screen 0.2969; set bmargin at screen 0.1093
    unset logscale x; set xrange [0:2065285.4089]
    set xtics ('0' 0, '500 k' 500000, '1 M' 1000000, '1.5 M' 1500000, '2 M' 2000000) nomirror
    set xlabel 'offered load (frames/s)'
    set ylabel 'busy, exact (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set title 'IMIX (64–594–1518 B, seed 1)' offset 0,-0.7 font ',11'
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (of(1, 'x')):(of(1, 'busy_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'busy_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'busy_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    unset title
    set lmargin at screen 0.8097; set rmargin at screen 1
    set tmargin at screen 0.9478; set bmargin at screen 0.1093
    unset logscale x; set xrange [0:1]; set yrange [0:1]
    unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel
    set key left top Left reverse samplen 3 spacing 1.25
    plot 2 with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 title 'recv', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 title 'PACKET\_MMAP V2', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 title 'PACKET\_MMAP V3'
    unset multiplot
    unset output
}

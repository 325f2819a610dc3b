# Frame loss by ring size: 3 series, from loss-by-ring.csv
# Run it in its own directory: gnuplot loss-by-ring.gp
set encoding utf8
set datafile separator ','
set datafile missing ''
# A column of the rows of one series only.
of(s, name) = column('series') == s ? column(name) : NaN
summary = 'loss-by-ring.csv'
trials = 'loss-by-ring.trials.csv'
# Near 0: even below 0.1 %, logarithmic above.
nz(y) = asinh(3 * y / 0.1)
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced size 953,666 font 'sans,12' background '#ffffff'
        set output 'loss-by-ring.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1906,1332 font 'sans,12' fontscale 1.5 \
                linewidth 2 pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: loss-by-ring.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 953,666 font 'sans,12' fontscale 0.75
        }
        set output 'loss-by-ring.png'
    }
    set multiplot
    set label 1 '{/:Bold Frame loss by ring size: ringsize}' at screen 0.021, 0.964 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · topology veth-napi · napi\_policy other · engine sendmmsg · rate 153940 pps · 64–1518 B uniform (seed 1) · 20 s · 1 valid trial per point' at screen 0.021, 0.9339 left font ',10' textcolor rgb '#404040'
    set label 50 'Same bytes: drawn at its ring’s bytes / 4096, the bytes of one slot.' at screen 0.021, 0.048 left font ',10' textcolor rgb '#404040'
    set label 51 '1 of 19 attempts invalid and left out: 1 foreign-load.' at screen 0.021, 0.024 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.0881; set rmargin at screen 0.7177
    set tmargin at screen 0.8949; set bmargin at screen 0.5495
    set logscale x 2; set xrange [0.3333:6144]
    set xtics ('' 0.5, '' 1, '' 2, '' 4, '' 8, '' 16, '' 32, '' 64, '' 128, '' 256, '' 512, '' 1024, '' 2048, '' 4096) nomirror
    unset xlabel
    set ylabel 'frame loss (% of offered)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (0.3333):(of(1, 'median')):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(of(1, 'median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (of(2, 'x')):(of(2, 'median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.0881; set rmargin at screen 0.7177
    set tmargin at screen 0.4985; set bmargin at screen 0.1532
    unset for [tag = 1:99] label tag
    set logscale x 2; set xrange [0.3333:6144]
    set xtics ('no ring' 0.5, '1' 1, '2' 2, '4' 4, '8' 8, '16' 16, '32' 32, '64' 64, '128' 128, '256' 256, '512' 512, '1024' 1024, '2048' 2048, '4096' 4096) nomirror
    set xlabel 'ring size (slots, log₂ scale)'
    set ylabel 'the same, log scale with 0 (%)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [nz(0) - 0.4:nz(100) + 0.4]
    set ytics ('0' nz(0), '0.1' nz(0.1), '1' nz(1), '10' nz(10), '100' nz(100)) nomirror
    plot summary using (0.3333):(nz(of(1, 'median'))):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(nz(of(1, 'median'))) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (of(2, 'x')):(nz(of(2, 'median'))) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(nz(of(3, 'median'))) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.7324; set rmargin at screen 1
    set tmargin at screen 0.9039; set bmargin at screen 0.1532
    unset logscale x; set xrange [0:1]; set yrange [0:1]
    unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel
    set key left top Left reverse samplen 3 spacing 1.25
    plot 2 with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 title 'recv', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 title 'PACKET\_MMAP', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 title 'PACKET\_MMAP V3 (same bytes)'
    unset multiplot
    unset output
}

# Frame loss by ring size: 6 series, from loss-by-ring.csv
# Run it in its own directory: gnuplot loss-by-ring.gp
set encoding utf8
set datafile separator ','
set datafile missing ''
# A column of the rows of one series only.
of(s, name) = column('series') == s ? column(name) : NaN
summary = 'loss-by-ring.csv'
trials = 'loss-by-ring.trials.csv'
# Near 0: even below 0.001 %, logarithmic above.
nz(y) = asinh(3 * y / 0.001)
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced size 1086,650 font 'sans,12' background '#ffffff'
        set output 'loss-by-ring.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 2172,1300 font 'sans,12' fontscale 1.5 \
                linewidth 2 pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: loss-by-ring.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 1086,650 font 'sans,12' fontscale 0.75
        }
        set output 'loss-by-ring.png'
    }
    set multiplot
    set label 1 '{/:Bold Frame loss by ring size: ringsize}' at screen 0.0184, 0.9631 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · topology veth-napi · engine xdp · rate 153940 pps · 64–1518 B uniform (seed 1) · 20 s · 1 valid trial per point' at screen 0.0184, 0.9323 left font ',10' textcolor rgb '#404040'
    set label 50 'Same bytes: drawn at its ring’s bytes / 4096, the bytes of one slot.' at screen 0.0184, 0.0246 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.0773; set rmargin at screen 0.6298
    set tmargin at screen 0.8923; set bmargin at screen 0.5385
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
        summary using (0.3333):(of(2, 'median')):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(of(1, 'median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (column('series') == 2 ? 0.5 : NaN):(of(2, 'median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 5 pointsize 0.9 notitle, \
        summary using (of(3, 'x')):(of(3, 'median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 notitle
    set lmargin at screen 0.0773; set rmargin at screen 0.6298
    set tmargin at screen 0.4862; set bmargin at screen 0.1323
    unset for [tag = 1:99] label tag
    set logscale x 2; set xrange [0.3333:6144]
    set xtics ('no ring' 0.5, '1' 1, '2' 2, '4' 4, '8' 8, '16' 16, '32' 32, '64' 64, '128' 128, '256' 256, '512' 512, '1024' 1024, '2048' 2048, '4096' 4096) nomirror
    set xlabel 'ring size (slots, log₂ scale)'
    set ylabel 'the same, log scale with 0 (%)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [nz(0) - 0.4:nz(100) + 0.4]
    set ytics ('0' nz(0), '0.001' nz(0.001), '0.01' nz(0.01), '0.1' nz(0.1), '1' nz(1), '10' nz(10), '100' nz(100)) nomirror
    plot summary using (0.3333):(nz(of(1, 'median'))):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (0.3333):(nz(of(2, 'median'))):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(nz(of(1, 'median'))) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (column('series') == 2 ? 0.5 : NaN):(nz(of(2, 'median'))) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 5 pointsize 0.9 notitle, \
        summary using (of(3, 'x')):(nz(of(3, 'median'))) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(nz(of(4, 'median'))) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(nz(of(5, 'median'))) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(nz(of(6, 'median'))) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 notitle
    set lmargin at screen 0.6427; set rmargin at screen 1
    set tmargin at screen 0.9015; set bmargin at screen 0.1323
    unset logscale x; set xrange [0:1]; set yrange [0:1]
    unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel
    set key left top Left reverse samplen 3 spacing 1.25
    plot 2 with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 title 'recv (napi\_policy fifo)', \
        2 with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 5 pointsize 0.9 title 'recv (napi\_policy other)', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 title 'PACKET\_MMAP (napi\_policy fifo)', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 title 'PACKET\_MMAP (napi\_policy other)', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 title 'PACKET\_MMAP V3 (napi\_policy fifo, same bytes)', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 title 'PACKET\_MMAP V3 (napi\_policy other, same bytes)'
    unset multiplot
    unset output
}

# CPU use by ring size: 6 series, from cpu-by-ring.csv
# Run it in its own directory: gnuplot cpu-by-ring.gp
set encoding utf8
set datafile separator ','
set datafile missing ''
# A column of the rows of one series only.
of(s, name) = column('series') == s ? column(name) : NaN
summary = 'cpu-by-ring.csv'
trials = 'cpu-by-ring.trials.csv'
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced size 1086,666 font 'sans,12' background '#ffffff'
        set output 'cpu-by-ring.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 2172,1332 font 'sans,12' fontscale 1.5 \
                linewidth 2 pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: cpu-by-ring.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 1086,666 font 'sans,12' fontscale 0.75
        }
        set output 'cpu-by-ring.png'
    }
    set multiplot
    set label 1 '{/:Bold CPU use by ring size: ringsize}' at screen 0.0184, 0.964 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · topology veth-napi · engine xdp · rate 153940 pps · 64–1518 B uniform (seed 1) · 20 s · 1 valid trial per point' at screen 0.0184, 0.9339 left font ',10' textcolor rgb '#404040'
    set label 50 'Same bytes: drawn at its ring’s bytes / 4096, the bytes of one slot.' at screen 0.0184, 0.048 left font ',10' textcolor rgb '#404040'
    set label 51 'Loss differs by more than 1 point between trials: dropping early is cheap, so CPU does not compare there.' at screen 0.0184, 0.024 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.0773; set rmargin at screen 0.6298
    set tmargin at screen 0.8949; set bmargin at screen 0.5495
    set logscale x 2; set xrange [0.3333:6144]
    set xtics ('' 0.5, '' 1, '' 2, '' 4, '' 8, '' 16, '' 32, '' 64, '' 128, '' 256, '' 512, '' 1024, '' 2048, '' 4096) nomirror
    unset xlabel
    set ylabel 'busy, exact (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (0.3333):(of(1, 'busy_median')):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (0.3333):(of(2, 'busy_median')):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(of(1, 'busy_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (column('series') == 2 ? 0.5 : NaN):(of(2, 'busy_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 5 pointsize 0.9 notitle, \
        summary using (of(3, 'x')):(of(3, 'busy_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'busy_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'busy_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'busy_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 notitle
    set lmargin at screen 0.0773; set rmargin at screen 0.6298
    set tmargin at screen 0.4985; set bmargin at screen 0.1532
    unset for [tag = 1:99] label tag
    set logscale x 2; set xrange [0.3333:6144]
    set xtics ('no ring' 0.5, '1' 1, '2' 2, '4' 4, '8' 8, '16' 16, '32' 32, '64' 64, '128' 128, '256' 256, '512' 512, '1024' 1024, '2048' 2048, '4096' 4096) nomirror
    set xlabel 'ring size (slots, log₂ scale)'
    set ylabel 'as sar says (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (0.3333):(of(1, 'sar_median')):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (0.3333):(of(2, 'sar_median')):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(of(1, 'sar_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (column('series') == 2 ? 0.5 : NaN):(of(2, 'sar_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 5 pointsize 0.9 notitle, \
        summary using (of(3, 'x')):(of(3, 'sar_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'sar_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'sar_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'sar_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 notitle
    set lmargin at screen 0.6427; set rmargin at screen 1
    set tmargin at screen 0.9039; set bmargin at screen 0.1532
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

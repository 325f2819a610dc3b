# CPU use by frame size: 6 series, from cpu-by-size.csv
# Run it in its own directory: gnuplot cpu-by-size.gp
set encoding utf8
set datafile separator ','
set datafile missing ''
# A column of the rows of one series only.
of(s, name) = column('series') == s ? column(name) : NaN
summary = 'cpu-by-size.csv'
trials = 'cpu-by-size.trials.csv'
# Near 0: even below 0.1 %, logarithmic above.
nz(y) = asinh(3 * y / 0.1)
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced size 1009,650 font 'sans,12' background '#ffffff'
        set output 'cpu-by-size.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 2018,1300 font 'sans,12' fontscale 1.5 \
                linewidth 2 pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: cpu-by-size.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 1009,650 font 'sans,12' fontscale 0.75
        }
        set output 'cpu-by-size.png'
    }
    set multiplot
    set label 1 '{/:Bold CPU use by frame size: packetsize}' at screen 0.0198, 0.9631 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · topology veth-napi · engine xdp · rate 1 Gbit/s · load 100% · link\_rate 1 Gbit/s · 20 s · 1 valid trial per point' at screen 0.0198, 0.9323 left font ',10' textcolor rgb '#404040'
    set label 50 'Loss differs by more than 1 point between trials: dropping early is cheap, so CPU does not compare there.' at screen 0.0198, 0.0246 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.0833; set rmargin at screen 0.6779
    set tmargin at screen 0.8923; set bmargin at screen 0.5385
    unset logscale x; set xrange [5.84:1576.16]
    set xtics ('' 64, '' 96, '' 128, '' 150, '' 192, '' 256, '' 384, '' 512, '' 768, '' 1024, '' 1280, '' 1518) nomirror
    unset xlabel
    set ylabel 'busy, exact (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (of(1, 'x')):(of(1, 'busy_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(2, 'x')):(of(2, 'busy_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'busy_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'busy_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'busy_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'busy_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 notitle
    set lmargin at screen 0.0833; set rmargin at screen 0.6779
    set tmargin at screen 0.4862; set bmargin at screen 0.1323
    unset for [tag = 1:99] label tag
    unset logscale x; set xrange [5.84:1576.16]
    set xtics ('64' 64, '' 96, '' 128, '150' 150, '' 192, '256' 256, '384' 384, '512' 512, '768' 768, '1024' 1024, '1280' 1280, '1518' 1518) nomirror
    set xlabel 'frame size (bytes, FCS included)'
    set ylabel 'as sar says (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (of(1, 'x')):(of(1, 'sar_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(2, 'x')):(of(2, 'sar_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'sar_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'sar_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'sar_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'sar_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 notitle
    set lmargin at screen 0.6918; set rmargin at screen 1
    set tmargin at screen 0.9015; set bmargin at screen 0.1323
    unset logscale x; set xrange [0:1]; set yrange [0:1]
    unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel
    set key left top Left reverse samplen 3 spacing 1.25
    plot 2 with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 title 'recv (napi\_policy fifo)', \
        2 with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 title 'recv (napi\_policy other)', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype 1 pointtype 9 pointsize 0.8 title 'recv 128 frames (napi\_policy fifo)', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 13 pointsize 0.8 title 'recv 128 frames (napi\_policy other)', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype 1 pointtype 11 pointsize 0.8 title 'PACKET\_MMAP (napi\_policy fifo)', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-' pointtype 6 pointsize 0.8 title 'PACKET\_MMAP (napi\_policy other)'
    unset multiplot
    unset output
}

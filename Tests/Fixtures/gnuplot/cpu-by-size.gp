# CPU use by frame size: 3 series, from cpu-by-size.csv
# Run it in its own directory: gnuplot cpu-by-size.gp
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
summary = 'cpu-by-size.csv'
trials = 'cpu-by-size.trials.csv'
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 884,682 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'cpu-by-size.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1768,1364 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: cpu-by-size.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 884,682 font 'sans,12' fontscale 0.75
        }
        set output 'cpu-by-size.png'
    }
    set multiplot
    set label 1 '{/:Bold CPU use by frame size: packetsize}' at screen 0.0226, 0.9648 left font ',15'
    set label 2 'Linux 6.18.44 · topology veth-napi · napi\_policy other · engine xdp · load 100% · link\_rate 1Gbit/s · 20 s · 4–5 valid trials per point' at screen 0.0226, 0.9355 left font ',10' textcolor rgb '#404040'
    set label 50 'Line: median; band or bar: minimum to maximum; small dots: single trials.' at screen 0.0226, 0.0704 left font ',10' textcolor rgb '#404040'
    set label 51 'Loss differs by more than 1 point between trials: dropping early is cheap, so CPU does not compare there. 5 of 105 attempts invalid and left out: 3' at screen 0.0226, 0.0469 left font ',10' textcolor rgb '#404040'
    set label 52 'load, 2 steal.' at screen 0.0226, 0.0235 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.095; set rmargin at screen 0.7738
    set tmargin at screen 0.8974; set bmargin at screen 0.5601
    unset logscale x; set xrange [5.84:1576.16]
    set xtics ('' 64, '' 128, '' 256, '' 512, '' 1024, '' 1280, '' 1518) nomirror
    unset xlabel
    set ylabel 'exact CPU use (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (of(1, 'x')):(of(1, 'busy_min')):(of(1, 'busy_max')) with filledcurves fillcolor rgb '#0072B2' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (of(2, 'x')):(of(2, 'busy_min')):(of(2, 'busy_max')) with filledcurves fillcolor rgb '#D55E00' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (of(3, 'x')):(of(3, 'busy_min')):(of(3, 'busy_max')) with filledcurves fillcolor rgb '#009E73' fillstyle transparent solid 0.15 noborder notitle, \
        trials using (of(1, 'x')):(of(1, 'cpu_busy_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#600072B2' notitle, \
        trials using (of(2, 'x')):(of(2, 'cpu_busy_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#60D55E00' notitle, \
        trials using (of(3, 'x')):(of(3, 'cpu_busy_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#60009E73' notitle, \
        summary using (of(1, 'x')):(of(1, 'busy_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(2, 'x')):(of(2, 'busy_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'busy_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.095; set rmargin at screen 0.7738
    set tmargin at screen 0.5103; set bmargin at screen 0.173
    unset for [tag = 1:99] label tag
    unset logscale x; set xrange [5.84:1576.16]
    set xtics ('64' 64, '128' 128, '256' 256, '512' 512, '1024' 1024, '1280' 1280, '1518' 1518) nomirror
    set xlabel 'frame size (bytes, FCS included)'
    set ylabel 'CPU use as sar says (% of CPU)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-2:102]
    set ytics 0,20,100 nomirror
    plot summary using (of(1, 'x')):(of(1, 'sar_min')):(of(1, 'sar_max')) with filledcurves fillcolor rgb '#0072B2' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (of(2, 'x')):(of(2, 'sar_min')):(of(2, 'sar_max')) with filledcurves fillcolor rgb '#D55E00' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (of(3, 'x')):(of(3, 'sar_min')):(of(3, 'sar_max')) with filledcurves fillcolor rgb '#009E73' fillstyle transparent solid 0.15 noborder notitle, \
        trials using (of(1, 'x')):(of(1, 'cpu_sar_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#600072B2' notitle, \
        trials using (of(2, 'x')):(of(2, 'cpu_sar_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#60D55E00' notitle, \
        trials using (of(3, 'x')):(of(3, 'cpu_sar_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#60009E73' notitle, \
        summary using (of(1, 'x')):(of(1, 'sar_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(2, 'x')):(of(2, 'sar_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'sar_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.7896; set rmargin at screen 1
    set tmargin at screen 0.9062; set bmargin at screen 0.173
    unset logscale x; set xrange [0:1]; set yrange [0:1]
    unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel
    set key left top Left reverse samplen 3 spacing 1.25
    plot 2 with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 title 'recv', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 title 'PACKET\_MMAP\_V2', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 title 'V3'
    unset multiplot
    unset output
}

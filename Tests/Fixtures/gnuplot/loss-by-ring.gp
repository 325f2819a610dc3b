# Frame loss by ring size: 3 series, from loss-by-ring.csv
# Run it in its own directory: gnuplot loss-by-ring.gp
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
summary = 'loss-by-ring.csv'
trials = 'loss-by-ring.trials.csv'
# Near 0: even below 0.01 %, logarithmic above.
nz(y) = asinh(3 * y / 0.01)
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 975,666 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'loss-by-ring.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1950,1332 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: loss-by-ring.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 975,666 font 'sans,12' fontscale 0.75
        }
        set output 'loss-by-ring.png'
    }
    set multiplot
    set label 1 '{/:Bold Frame loss by ring size: ringsize}' at screen 0.0205, 0.964 left font ',15'
    set label 2 'Linux 6.18.44 · topology veth-napi · napi\_policy other · engine xdp · rate 153940 pps · 64–1518 B uniform (seed 1) · 20 s · 4–5 valid trials per point' at screen 0.0205, 0.9339 left font ',10' textcolor rgb '#404040'
    set label 50 'Line: median; band or bar: minimum to maximum; small dots: single trials. Same bytes: drawn at its ring’s bytes / 4096, the bytes of one slot.' at screen 0.0205, 0.048 left font ',10' textcolor rgb '#404040'
    set label 51 '6 of 115 attempts invalid and left out: 3 load, 3 steal.' at screen 0.0205, 0.024 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.0862; set rmargin at screen 0.7015
    set tmargin at screen 0.8949; set bmargin at screen 0.5495
    set logscale x 2; set xrange [0.3333:6144]
    set xtics ('' 0.5, '' 1, '' 2, '' 4, '' 8, '' 16, '' 32, '' 64, '' 128, '' 256, '' 512, '' 1024, '' 2048, '' 4096) nomirror
    unset xlabel
    set ylabel 'frame loss (% of offered)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-1:51]
    set ytics 0,10,50 nomirror
    plot summary using (of(2, 'x')):(of(2, 'min')):(of(2, 'max')) with filledcurves fillcolor rgb '#D55E00' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (of(3, 'x')):(of(3, 'min')):(of(3, 'max')) with filledcurves fillcolor rgb '#009E73' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(of(1, 'median')):(of(1, 'min')):(of(1, 'max')) with yerrorbars linecolor rgb '#0072B2' pointsize 0 linewidth 1 notitle, \
        trials using (column('series') == 1 ? 0.5 : NaN):(of(1, 'loss_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#600072B2' notitle, \
        trials using (of(2, 'x')):(of(2, 'loss_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#60D55E00' notitle, \
        trials using (of(3, 'x')):(of(3, 'loss_percent')) with points pointtype 7 pointsize 0.35 linecolor rgb '#60009E73' notitle, \
        summary using (0.3333):(of(1, 'median')):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(of(1, 'median')) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (of(2, 'x')):(of(2, 'median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.0862; set rmargin at screen 0.7015
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
    set ytics ('0' nz(0), '0.01' nz(0.01), '0.1' nz(0.1), '1' nz(1), '10' nz(10), '100' nz(100)) nomirror
    plot summary using (of(2, 'x')):(nz(of(2, 'min'))):(nz(of(2, 'max'))) with filledcurves fillcolor rgb '#D55E00' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (of(3, 'x')):(nz(of(3, 'min'))):(nz(of(3, 'max'))) with filledcurves fillcolor rgb '#009E73' fillstyle transparent solid 0.15 noborder notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(nz(of(1, 'median'))):(nz(of(1, 'min'))):(nz(of(1, 'max'))) with yerrorbars linecolor rgb '#0072B2' pointsize 0 linewidth 1 notitle, \
        trials using (column('series') == 1 ? 0.5 : NaN):(nz(of(1, 'loss_percent'))) with points pointtype 7 pointsize 0.35 linecolor rgb '#600072B2' notitle, \
        trials using (of(2, 'x')):(nz(of(2, 'loss_percent'))) with points pointtype 7 pointsize 0.35 linecolor rgb '#60D55E00' notitle, \
        trials using (of(3, 'x')):(nz(of(3, 'loss_percent'))) with points pointtype 7 pointsize 0.35 linecolor rgb '#60009E73' notitle, \
        summary using (0.3333):(nz(of(1, 'median'))):(6143.6667):(0) with vectors nohead linewidth 1.2 dashtype 2 linecolor rgb '#0072B2' notitle, \
        summary using (column('series') == 1 ? 0.5 : NaN):(nz(of(1, 'median'))) with linespoints linecolor rgb '#0072B2' linewidth 1.2 dashtype 2 pointtype 7 pointsize 0.9 notitle, \
        summary using (of(2, 'x')):(nz(of(2, 'median'))) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(nz(of(3, 'median'))) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle
    set lmargin at screen 0.7159; set rmargin at screen 1
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

# Head against base: 8 comparisons, from effects.csv
# Run it in its own directory: gnuplot effects.gp
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
summary = 'effects.csv'
# A column of the rows of one panel, or of one verdict in it.
in(p, name) = column('panel') == p ? column(name) : NaN
with(p, v, name) = stringcolumn('verdict') eq v ? in(p, name) : NaN
# What lies beyond the panel ends at its edge.
cut(x, low, high) = x < low ? low : x > high ? high : x
top(y) = y < 2 ? 0.3 : y - 1.5
inside(x, low, high) = x < low || x > high ? NaN : x
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 1018,476 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'effects.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 2036,952 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: effects.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 1018,476 font 'sans,12' fontscale 0.75
        }
        set output 'effects.png'
    }
    set multiplot
    set label 1 '{/:Bold Effects: an old build against a new one}' at screen 0.0196, 0.9496 left font ',15'
    set label 2 'base: results/ringsize/20261101T120000Z · head: bench 1.3.0 · Linux 6.1.0-28-amd64 · veth-napi · 153,940 frame/s' at screen 0.0196, 0.9076 left font ',10' textcolor rgb '#404040'
    set label 50 'Marks: effect by Hodges and Lehmann; bars: its 95 % interval, where there are enough trials for one. Arrows: beyond the panel; the numbers say how far.' at screen 0.0196, 0.0336 left font ',10' textcolor rgb '#404040'
    set border 1 linecolor rgb '#606060'
    set grid xtics linecolor rgb '#e8e8e8' linewidth 1 dashtype 1
    set style fill solid 1 noborder
    set lmargin at screen 0.4106; set rmargin at screen 0.7839
    set tmargin at screen 0.7437; set bmargin at screen 0.4748
    unset for [tag = 90:400] label tag; unset object
    set xrange [-62:262]; set xtics autofreq nomirror
    set yrange [6.7:0.3]
    unset ytics; unset key
    set xlabel 'head against base, %   (← less is better)' offset 0,0.4
    set label 90 '{/:Bold kernel + process CPU per frame}' at screen 0.4106, 0.7689 left
    set label 200 'PACKET\_MMAP (tpacket-v3, re… veth-napi with fifo, 64 B' at graph -0.02, first 1 right
    set label 201 'PACKET\_MMAP (tpacket-v3, re…veth-napi with fifo, 128 B' at graph -0.02, first 2 right
    set label 202 'PACKET\_MMAP (tpacket-v3, re…veth-napi with fifo, 256 B' at graph -0.02, first 3 right
    set label 203 'recv, 64 B' at graph -0.02, first 4 right
    set label 204 'recv, 128 B' at graph -0.02, first 5 right
    set label 205 'recv, 256 B' at graph -0.02, first 6 right
    set label 100 '+2400 % (2050 … 3100 %)' at graph 1.02, first 1 left font ',10' textcolor rgb '#404040'
    set label 101 '+3.0 % (1.0 … 6.0 %)' at graph 1.02, first 2 left font ',10' textcolor rgb '#404040'
    set label 102 '−4.0 %' at graph 1.02, first 3 left font ',10' textcolor rgb '#404040'
    set label 103 '+1 % (−50 … 200 %)' at graph 1.02, first 4 left font ',10' textcolor rgb '#404040'
    set label 104 '-' at graph 1.02, first 5 left font ',10' textcolor rgb '#404040'
    set label 105 '+2.0 % (−1.0 … 3.0 %)' at graph 1.02, first 6 left font ',10' textcolor rgb '#404040'
    unset arrow
    set arrow from first 245.8, first 1 to first 262, first 1 head filled size screen 0.008,20 linewidth 2 linecolor rgb '#D55E00' front
    set label 300 '' at screen 0.0295, 0.8487 point pointtype 5 pointsize 1.1 linewidth 2 linecolor rgb '#D55E00'
    set label 310 'worse' at screen 0.0413, 0.8487 left
    set label 301 '' at screen 0.1071, 0.8487 point pointtype 7 pointsize 1.1 linewidth 2 linecolor rgb '#009E73'
    set label 311 'better' at screen 0.1189, 0.8487 left
    set label 302 '' at screen 0.1916, 0.8487 point pointtype 4 pointsize 1.1 linewidth 2 linecolor rgb '#707070'
    set label 312 'inconclusive' at screen 0.2033, 0.8487 left
    set label 303 '' at screen 0.3173, 0.8487 point pointtype 13 pointsize 1.1 linewidth 2 linecolor rgb '#0072B2'
    set label 313 'same' at screen 0.3291, 0.8487 left
    set object 1 rectangle from screen 0.3782, 0.8361 to screen 0.3939, 0.8613 fillcolor rgb '#ececec' fillstyle solid 1 noborder
    set label 320 'too small to matter' at screen 0.3998, 0.8487 left
    set arrow from screen 0.555, 0.8319 to screen 0.555, 0.8655 nohead linewidth 2.5 dashtype '.' linecolor rgb '#000000'
    set label 321 'limit' at screen 0.5668, 0.8487 left
    plot summary using (0):(in(1, 'line')):(-in(1, 'smallest_effect')):(in(1, 'smallest_effect')):(in(1, 'line') - 0.5):(in(1, 'line') + 0.5) with boxxyerror fillcolor rgb '#ececec' notitle, \
        summary using (0):(top(in(1, 'line'))):(0):(in(1, 'line') + 0.7 - top(in(1, 'line'))) with vectors nohead linewidth 1 linecolor rgb '#606060' notitle, \
        summary using (inside(in(1, 'limit'), -62, 262)):(in(1, 'line') - 0.42):(0):(0.84) with vectors nohead linewidth 2.5 dashtype '.' linecolor rgb '#000000' notitle, \
        summary using (cut(with(1, 'worse', 'effect_low'), -62, 262)):(in(1, 'line')):(cut(in(1, 'effect_high'), -62, 262) - (cut(with(1, 'worse', 'effect_low'), -62, 262))):(0) with vectors nohead linewidth 2 linecolor rgb '#D55E00' notitle, \
        summary using (inside(with(1, 'worse', 'effect'), -62, 262)):(in(1, 'line')) with points pointtype 5 pointsize 1.1 linewidth 2 linecolor rgb '#D55E00' notitle, \
        summary using (cut(with(1, 'better', 'effect_low'), -62, 262)):(in(1, 'line')):(cut(in(1, 'effect_high'), -62, 262) - (cut(with(1, 'better', 'effect_low'), -62, 262))):(0) with vectors nohead linewidth 2 linecolor rgb '#009E73' notitle, \
        summary using (inside(with(1, 'better', 'effect'), -62, 262)):(in(1, 'line')) with points pointtype 7 pointsize 1.1 linewidth 2 linecolor rgb '#009E73' notitle, \
        summary using (cut(with(1, 'inconclusive', 'effect_low'), -62, 262)):(in(1, 'line')):(cut(in(1, 'effect_high'), -62, 262) - (cut(with(1, 'inconclusive', 'effect_low'), -62, 262))):(0) with vectors nohead linewidth 2 linecolor rgb '#707070' notitle, \
        summary using (inside(with(1, 'inconclusive', 'effect'), -62, 262)):(in(1, 'line')) with points pointtype 4 pointsize 1.1 linewidth 2 linecolor rgb '#707070' notitle, \
        summary using (cut(with(1, 'same', 'effect_low'), -62, 262)):(in(1, 'line')):(cut(in(1, 'effect_high'), -62, 262) - (cut(with(1, 'same', 'effect_low'), -62, 262))):(0) with vectors nohead linewidth 2 linecolor rgb '#0072B2' notitle, \
        summary using (inside(with(1, 'same', 'effect'), -62, 262)):(in(1, 'line')) with points pointtype 13 pointsize 1.1 linewidth 2 linecolor rgb '#0072B2' notitle
    set lmargin at screen 0.4106; set rmargin at screen 0.7839
    set tmargin at screen 0.2815; set bmargin at screen 0.1807
    unset for [tag = 1:400] label tag; unset object
    set xrange [-98.8048:3.9248]; set xtics autofreq nomirror
    set yrange [2.7:0.3]
    unset ytics; unset key
    set xlabel 'head − base, points   (← less is better)' offset 0,0.4
    set label 90 '{/:Bold loss}' at screen 0.4106, 0.3067 left
    set label 200 'recv, 64 B' at graph -0.02, first 1 right
    set label 201 'recv, 128 B' at graph -0.02, first 2 right
    set label 100 '−88.0 points (−93.0 … −80.0)' at graph 1.02, first 1 left font ',10' textcolor rgb '#404040'
    set label 101 '−93.0 points (−95.0 … −91.0)' at graph 1.02, first 2 left font ',10' textcolor rgb '#404040'
    unset arrow
    plot summary using (0):(in(2, 'line')):(-in(2, 'smallest_effect')):(in(2, 'smallest_effect')):(in(2, 'line') - 0.5):(in(2, 'line') + 0.5) with boxxyerror fillcolor rgb '#ececec' notitle, \
        summary using (0):(top(in(2, 'line'))):(0):(in(2, 'line') + 0.7 - top(in(2, 'line'))) with vectors nohead linewidth 1 linecolor rgb '#606060' notitle, \
        summary using (cut(with(2, 'worse', 'effect_low'), -98.8048, 3.9248)):(in(2, 'line')):(cut(in(2, 'effect_high'), -98.8048, 3.9248) - (cut(with(2, 'worse', 'effect_low'), -98.8048, 3.9248))):(0) with vectors nohead linewidth 2 linecolor rgb '#D55E00' notitle, \
        summary using (inside(with(2, 'worse', 'effect'), -98.8048, 3.9248)):(in(2, 'line')) with points pointtype 5 pointsize 1.1 linewidth 2 linecolor rgb '#D55E00' notitle, \
        summary using (cut(with(2, 'better', 'effect_low'), -98.8048, 3.9248)):(in(2, 'line')):(cut(in(2, 'effect_high'), -98.8048, 3.9248) - (cut(with(2, 'better', 'effect_low'), -98.8048, 3.9248))):(0) with vectors nohead linewidth 2 linecolor rgb '#009E73' notitle, \
        summary using (inside(with(2, 'better', 'effect'), -98.8048, 3.9248)):(in(2, 'line')) with points pointtype 7 pointsize 1.1 linewidth 2 linecolor rgb '#009E73' notitle, \
        summary using (cut(with(2, 'inconclusive', 'effect_low'), -98.8048, 3.9248)):(in(2, 'line')):(cut(in(2, 'effect_high'), -98.8048, 3.9248) - (cut(with(2, 'inconclusive', 'effect_low'), -98.8048, 3.9248))):(0) with vectors nohead linewidth 2 linecolor rgb '#707070' notitle, \
        summary using (inside(with(2, 'inconclusive', 'effect'), -98.8048, 3.9248)):(in(2, 'line')) with points pointtype 4 pointsize 1.1 linewidth 2 linecolor rgb '#707070' notitle, \
        summary using (cut(with(2, 'same', 'effect_low'), -98.8048, 3.9248)):(in(2, 'line')):(cut(in(2, 'effect_high'), -98.8048, 3.9248) - (cut(with(2, 'same', 'effect_low'), -98.8048, 3.9248))):(0) with vectors nohead linewidth 2 linecolor rgb '#0072B2' notitle, \
        summary using (inside(with(2, 'same', 'effect'), -98.8048, 3.9248)):(in(2, 'line')) with points pointtype 13 pointsize 1.1 linewidth 2 linecolor rgb '#0072B2' notitle
    unset multiplot
    unset output
}

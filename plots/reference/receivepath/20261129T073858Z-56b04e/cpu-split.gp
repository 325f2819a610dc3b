# Time of the capture CPU: 12 bars, from cpu-split.csv
# Run it in its own directory: gnuplot cpu-split.gp
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
summary = 'cpu-split.csv'
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 888,464 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'cpu-split.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1776,928 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: cpu-split.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 888,464 font 'sans,12' fontscale 0.75
        }
        set output 'cpu-split.png'
    }
    set multiplot
    set label 1 '{/:Bold Where the capture CPU’s time went: receivepath}' at screen 0.0225, 0.9483 left font ',15'
    set label 2 'Linux 6.18.44-fc-v669 · engine sendmmsg · rate 150000 pps · 64 B · 2 s' at screen 0.0225, 0.9052 left font ',10' textcolor rgb '#404040'
    set label 50 'Bars: means over the valid trials of a point. Time for each frame that arrived; work on frames that were lost is in it. Intervals under 1 s (flag' at screen 0.0225, 0.069 left font ',10' textcolor rgb '#404040'
    set label 51 '“coarse”): CPU percentages are not for findings.' at screen 0.0225, 0.0345 left font ',10' textcolor rgb '#404040'
    unset logscale x; set xrange [0:*]; set xtics nomirror
    set yrange [12.5:0.5]
    set border 1 linecolor rgb '#606060'
    set grid xtics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set style fill solid 1 noborder
    set lmargin at screen 0.3919; set rmargin at screen 0.8761
    set tmargin at screen 0.7371; set bmargin at screen 0.2198
    set ytics ('recv, veth-napi, napi\_policy fifo' 1, 'recv, veth-napi, napi\_policy other' 2, 'recv, veth-rps' 3, 'recv, veth-softirq' 4, 'PACKET\_MMAP, veth-napi, napi\_policy fifo' 5, 'PACKET\_MMAP, veth-napi, napi\_policy other' 6, 'PACKET\_MMAP, veth-rps' 7, 'PACKET\_MMAP, veth-softirq' 8, 'PACKET\_MMAP V3, veth-napi, napi\_policy fifo' 9, 'PACKET\_MMAP V3, veth-napi, napi\_policy other' 10, 'PACKET\_MMAP V3, veth-rps' 11, 'PACKET\_MMAP V3, veth-softirq' 12) scale 0 nomirror
    set y2range [12.5:0.5]
    set y2tics ('0.9455 %%' 1, '0.1137 %%' 2, '0.4163 %%' 3, '0.3152 %%' 4, '0.115 %%' 5, '0.3538 %%' 6, '0.6277 %%' 7, '0.5927 %%' 8, '0.0162 %%' 9, '0.0781 %%' 10, '0 %%' 11, '0 %%' 12) scale 0
    set label 99 'loss' at screen 0.8851, 0.7586 left
    set xlabel 'ns for each frame that arrived'
    unset key
    set object 1 rectangle from screen 0.0225, 0.8534 to screen 0.0383, 0.8276 fillcolor rgb '#0072B2' fillstyle solid 1 noborder
    set label 80 'kernel, receiving' at screen 0.045, 0.8405 left
    set object 2 rectangle from screen 0.2252, 0.8534 to screen 0.241, 0.8276 fillcolor rgb '#E69F00' fillstyle solid 1 noborder
    set label 81 'process, system calls' at screen 0.2477, 0.8405 left
    set object 3 rectangle from screen 0.4279, 0.8534 to screen 0.4437, 0.8276 fillcolor rgb '#009E73' fillstyle solid 1 noborder
    set label 82 'process, user mode' at screen 0.4505, 0.8405 left
    set object 4 rectangle from screen 0.0225, 0.8103 to screen 0.0383, 0.7845 fillcolor rgb '#F0E442' fillstyle solid 1 noborder
    set label 83 'process, not split' at screen 0.045, 0.7974 left
    set object 5 rectangle from screen 0.2252, 0.8103 to screen 0.241, 0.7845 fillcolor rgb '#bbbbbb' fillstyle solid 1 noborder
    set label 84 'other: wake-ups, idle entry' at screen 0.2477, 0.7974 left
    plot summary using (column('from_0')):(column('bar')):(column('from_0')):(column('to_0')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#0072B2' notitle, \
        summary using (column('from_1')):(column('bar')):(column('from_1')):(column('to_1')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#E69F00' notitle, \
        summary using (column('from_2')):(column('bar')):(column('from_2')):(column('to_2')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#009E73' notitle, \
        summary using (column('from_3')):(column('bar')):(column('from_3')):(column('to_3')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#F0E442' notitle, \
        summary using (column('from_4')):(column('bar')):(column('from_4')):(column('to_4')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#bbbbbb' notitle
    unset multiplot
    unset output
}

# Time of the capture CPU: 18 bars, from cpu-split.csv
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
        set terminal svg enhanced standalone size 820,568 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'cpu-split.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1640,1136 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: cpu-split.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 820,568 font 'sans,12' fontscale 0.75
        }
        set output 'cpu-split.png'
    }
    set multiplot
    set label 1 '{/:Bold Where the capture CPU’s time went: ringsize}' at screen 0.0244, 0.9577 left font ',15'
    set label 2 'Linux 6.18.44-fc-v669 · topology veth-softirq · engine xdp · rate 153940 pps · 64–1518 B uniform (seed 1) · 20 s' at screen 0.0244, 0.9225 left font ',10' textcolor rgb '#404040'
    set label 50 'Bars: means over the valid trials of a point. Time for each frame that arrived; work on frames that were lost is in it.' at screen 0.0244, 0.0282 left font ',10' textcolor rgb '#404040'
    unset logscale x; set xrange [0:*]; set xtics nomirror
    set yrange [18.5:0.5]
    set border 1 linecolor rgb '#606060'
    set grid xtics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set style fill solid 1 noborder
    set lmargin at screen 0.2878; set rmargin at screen 0.8122
    set tmargin at screen 0.7852; set bmargin at screen 0.1514
    set ytics ('recv' 1, 'PACKET\_MMAP, 1 slot' 2, 'PACKET\_MMAP, 2 slots' 3, 'PACKET\_MMAP, 4 slots' 4, 'PACKET\_MMAP, 8 slots' 5, 'PACKET\_MMAP, 16 slots' 6, 'PACKET\_MMAP, 32 slots' 7, 'PACKET\_MMAP, 64 slots' 8, 'PACKET\_MMAP, 128 slots' 9, 'PACKET\_MMAP, 256 slots' 10, 'PACKET\_MMAP, 512 slots' 11, 'PACKET\_MMAP, 1024 slots' 12, 'PACKET\_MMAP, 2048 slots' 13, 'PACKET\_MMAP, 4096 slots' 14, 'PACKET\_MMAP V3, 128 KiB ring' 15, 'PACKET\_MMAP V3, 512 KiB ring' 16, 'PACKET\_MMAP V3, 2 MiB ring' 17, 'PACKET\_MMAP V3, 8 MiB ring' 18) scale 0 nomirror
    set y2range [18.5:0.5]
    set y2tics ('0.6994 %%' 1, '74.7 %%' 2, '54.1 %%' 3, '18.9 %%' 4, '1.56 %%' 5, '1 %%' 6, '0.8399 %%' 7, '0.6985 %%' 8, '0.5868 %%' 9, '0.4214 %%' 10, '0.0432 %%' 11, '0 %%' 12, '0 %%' 13, '0 %%' 14, '0.4831 %%' 15, '0.0164 %%' 16, '0 %%' 17, '0 %%' 18) scale 0
    set label 99 'loss' at screen 0.822, 0.8028 left
    set xlabel 'ns for each frame that arrived'
    unset key
    set object 1 rectangle from screen 0.0244, 0.8803 to screen 0.0415, 0.8592 fillcolor rgb '#0072B2' fillstyle solid 1 noborder
    set label 80 'kernel, receiving' at screen 0.0488, 0.8697 left
    set object 2 rectangle from screen 0.2439, 0.8803 to screen 0.261, 0.8592 fillcolor rgb '#E69F00' fillstyle solid 1 noborder
    set label 81 'process, system calls' at screen 0.2683, 0.8697 left
    set object 3 rectangle from screen 0.4634, 0.8803 to screen 0.4805, 0.8592 fillcolor rgb '#009E73' fillstyle solid 1 noborder
    set label 82 'process, user mode' at screen 0.4878, 0.8697 left
    set object 4 rectangle from screen 0.0244, 0.8451 to screen 0.0415, 0.8239 fillcolor rgb '#bbbbbb' fillstyle solid 1 noborder
    set label 83 'other: wake-ups, idle entry' at screen 0.0488, 0.8345 left
    plot summary using (column('from_0')):(column('bar')):(column('from_0')):(column('to_0')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#0072B2' notitle, \
        summary using (column('from_1')):(column('bar')):(column('from_1')):(column('to_1')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#E69F00' notitle, \
        summary using (column('from_2')):(column('bar')):(column('from_2')):(column('to_2')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#009E73' notitle, \
        summary using (column('from_4')):(column('bar')):(column('from_4')):(column('to_4')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#bbbbbb' notitle
    unset multiplot
    unset output
}

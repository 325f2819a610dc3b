# Time of the capture CPU: 32 bars, from cpu-split.csv
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
        set terminal svg enhanced standalone size 820,864 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'cpu-split.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1640,1728 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: cpu-split.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 820,864 font 'sans,12' fontscale 0.75
        }
        set output 'cpu-split.png'
    }
    set multiplot
    set label 1 '{/:Bold Where the capture CPU’s time went: packetsize}' at screen 0.0244, 0.9722 left font ',15'
    set label 2 'Linux 6.18.44-fc-v669 · topology veth-softirq · engine xdp · rate 1 Gbit/s · load 100% · link\_rate 1 Gbit/s · 20 s' at screen 0.0244, 0.9491 left font ',10' textcolor rgb '#404040'
    set label 50 'Time for each frame that arrived; work on frames that were lost is in it. 9 of 41 attempts invalid and left out: 5 foreign-load, 4' at screen 0.0244, 0.037 left font ',10' textcolor rgb '#404040'
    set label 51 'engine-limit. Beyond the engine’s limit: baseline; recv; recv 128 frames.' at screen 0.0244, 0.0185 left font ',10' textcolor rgb '#404040'
    unset logscale x; set xrange [0:*]; set xtics nomirror
    set yrange [32.5:0.5]
    set border 1 linecolor rgb '#606060'
    set grid xtics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set style fill solid 1 noborder
    set lmargin at screen 0.2451; set rmargin at screen 0.7695
    set tmargin at screen 0.8588; set bmargin at screen 0.1181
    set ytics ('recv, 150 B' 1, 'recv, 192 B' 2, 'recv, 256 B' 3, 'recv, 384 B' 4, 'recv, 512 B' 5, 'recv, 768 B' 6, 'recv, 1024 B' 7, 'recv, 1280 B' 8, 'recv, 1518 B' 9, 'recv 128 frames, 96 B' 10, 'recv 128 frames, 128 B' 11, 'recv 128 frames, 150 B' 12, 'recv 128 frames, 192 B' 13, 'recv 128 frames, 256 B' 14, 'recv 128 frames, 384 B' 15, 'recv 128 frames, 512 B' 16, 'recv 128 frames, 768 B' 17, 'recv 128 frames, 1024 B' 18, 'recv 128 frames, 1280 B' 19, 'recv 128 frames, 1518 B' 20, 'PACKET\_MMAP, 64 B' 21, 'PACKET\_MMAP, 96 B' 22, 'PACKET\_MMAP, 128 B' 23, 'PACKET\_MMAP, 150 B' 24, 'PACKET\_MMAP, 192 B' 25, 'PACKET\_MMAP, 256 B' 26, 'PACKET\_MMAP, 384 B' 27, 'PACKET\_MMAP, 512 B' 28, 'PACKET\_MMAP, 768 B' 29, 'PACKET\_MMAP, 1024 B' 30, 'PACKET\_MMAP, 1280 B' 31, 'PACKET\_MMAP, 1518 B' 32) scale 0 nomirror
    set y2range [32.5:0.5]
    set y2tics ('17.1 %%' 1, '1.88 %%' 2, '2.52 %%' 3, '1.75 %%' 4, '1.35 %%' 5, '0.9666 %%' 6, '0.8029 %%' 7, '0.9043 %%' 8, '0.7317 %%' 9, '33.9 %%' 10, '19.7 %%' 11, '16.9 %%' 12, '6.55 %%' 13, '2.16 %%' 14, '1 %%' 15, '0.9013 %%' 16, '0.6499 %%' 17, '0.6406 %%' 18, '0.5688 %%' 19, '0.6289 %%' 20, '15 %%' 21, '2.74 %%' 22, '2.07 %%' 23, '3.05 %%' 24, '1.02 %%' 25, '0.7499 %%' 26, '1.09 %%' 27, '0.8012 %%' 28, '0.7352 %%' 29, '0.7075 %%' 30, '0.5223 %%' 31, '0.3403 %%' 32) scale 0
    set label 99 'loss' at screen 0.7793, 0.8704 left
    set xlabel 'ns for each frame that arrived'
    unset key
    set object 1 rectangle from screen 0.0244, 0.9213 to screen 0.0415, 0.9074 fillcolor rgb '#0072B2' fillstyle solid 1 noborder
    set label 80 'kernel, receiving' at screen 0.0488, 0.9144 left
    set object 2 rectangle from screen 0.2439, 0.9213 to screen 0.261, 0.9074 fillcolor rgb '#E69F00' fillstyle solid 1 noborder
    set label 81 'process, system calls' at screen 0.2683, 0.9144 left
    set object 3 rectangle from screen 0.4634, 0.9213 to screen 0.4805, 0.9074 fillcolor rgb '#009E73' fillstyle solid 1 noborder
    set label 82 'process, user mode' at screen 0.4878, 0.9144 left
    set object 4 rectangle from screen 0.0244, 0.8981 to screen 0.0415, 0.8843 fillcolor rgb '#bbbbbb' fillstyle solid 1 noborder
    set label 83 'other: wake-ups, idle entry' at screen 0.0488, 0.8912 left
    plot summary using (column('from_0')):(column('bar')):(column('from_0')):(column('to_0')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#0072B2' notitle, \
        summary using (column('from_1')):(column('bar')):(column('from_1')):(column('to_1')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#E69F00' notitle, \
        summary using (column('from_2')):(column('bar')):(column('from_2')):(column('to_2')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#009E73' notitle, \
        summary using (column('from_4')):(column('bar')):(column('from_4')):(column('to_4')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#bbbbbb' notitle
    unset multiplot
    unset output
}

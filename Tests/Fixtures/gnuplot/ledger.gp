# Where each offered frame went: 23 bars, from ledger.csv
# Run it in its own directory: gnuplot ledger.gp
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
summary = 'ledger.csv'
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 902,648 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'ledger.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1804,1296 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: ledger.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 902,648 font 'sans,12' fontscale 0.75
        }
        set output 'ledger.png'
    }
    set multiplot
    set label 1 '{/:Bold Where each offered frame went: ringsize}' at screen 0.0222, 0.963 left font ',15'
    set label 2 'Linux 6.18.44 · topology veth-napi · napi\_policy other · engine xdp · rate 153940 pps · 64–1518 B uniform (seed 1) · 20 s' at screen 0.0222, 0.9321 left font ',10' textcolor rgb '#404040'
    set label 50 'Bars: means over the valid trials of a point. 6 of 115 attempts invalid and left out: 3 load, 3 steal.' at screen 0.0222, 0.0247 left font ',10' textcolor rgb '#404040'
    unset logscale x; set xrange [0:100]; set xtics 0,20,100 nomirror
    set yrange [23.5:0.5]
    set border 1 linecolor rgb '#606060'
    set grid xtics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set style fill solid 1 noborder
    set lmargin at screen 0.2616; set rmargin at screen 0.5942
    set tmargin at screen 0.8426; set bmargin at screen 0.1327
    set ytics ('recv' 1, 'PACKET\_MMAP, 1 slot' 2, 'PACKET\_MMAP, 2 slots' 3, 'PACKET\_MMAP, 4 slots' 4, 'PACKET\_MMAP, 8 slots' 5, 'PACKET\_MMAP, 16 slots' 6, 'PACKET\_MMAP, 32 slots' 7, 'PACKET\_MMAP, 64 slots' 8, 'PACKET\_MMAP, 128 slots' 9, 'PACKET\_MMAP, 256 slots' 10, 'PACKET\_MMAP, 512 slots' 11, 'PACKET\_MMAP, 1024 slots' 12, 'PACKET\_MMAP, 2048 slots' 13, 'PACKET\_MMAP, 4096 slots' 14, 'PACKET\_MMAP V3, 64 KiB ring' 15, 'PACKET\_MMAP V3, 128 KiB ring' 16, 'PACKET\_MMAP V3, 256 KiB ring' 17, 'PACKET\_MMAP V3, 512 KiB ring' 18, 'PACKET\_MMAP V3, 1 MiB ring' 19, 'PACKET\_MMAP V3, 2 MiB ring' 20, 'PACKET\_MMAP V3, 4 MiB ring' 21, 'PACKET\_MMAP V3, 8 MiB ring' 22, 'PACKET\_MMAP V3, 16 MiB ring' 23) scale 0 nomirror
    set xlabel 'frames (% of offered)'
    unset key
    set object 1 rectangle from screen 0.0222, 0.8951 to screen 0.0377, 0.8765 fillcolor rgb '#d9d9d9' fillstyle solid 1 noborder
    set label 80 'delivered' at screen 0.0443, 0.8858 left
    set object 2 rectangle from screen 0.2217, 0.8951 to screen 0.2373, 0.8765 fillcolor rgb '#D55E00' fillstyle solid 1 noborder
    set label 81 'socket or ring full' at screen 0.2439, 0.8858 left
    set object 3 rectangle from screen 0.4213, 0.8951 to screen 0.4368, 0.8765 fillcolor rgb '#0072B2' fillstyle solid 1 noborder
    set label 82 'device' at screen 0.4435, 0.8858 left
    plot summary using (column('from_0')):(column('bar')):(column('from_0')):(column('to_0')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#d9d9d9' notitle, \
        summary using (column('from_1')):(column('bar')):(column('from_1')):(column('to_1')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#D55E00' notitle, \
        summary using (column('from_2')):(column('bar')):(column('from_2')):(column('to_2')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#0072B2' notitle
    unset for [tag = 1:99] label tag
    unset for [tag = 1:9] object tag
    set label 1 'loss' at screen 0.6874, 0.858 right
    set lmargin at screen 0.7007; set rmargin at screen 0.9667
    set ytics ('19.6 %%' 1, '12.7 %%' 2, '7.4 %%' 3, '3.39 %%' 4, '1.71 %%' 5, '0.8481 %%' 6, '0.4533 %%' 7, '0.2272 %%' 8, '0.1177 %%' 9, '0.0452 %%' 10, '0.0284 %%' 11, '0 %%' 12, '0 %%' 13, '0 %%' 14, '0.0706 %%' 15, '0.0345 %%' 16, '0 %%' 17, '0 %%' 18, '0 %%' 19, '0 %%' 20, '0 %%' 21, '0 %%' 22, '0 %%' 23) scale 0
    set xlabel 'frames (% of the lost)'
    plot summary using (column('lost_from_1')):(column('bar')):(column('lost_from_1')):(column('lost_to_1')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#D55E00' notitle, \
        summary using (column('lost_from_2')):(column('bar')):(column('lost_from_2')):(column('lost_to_2')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#0072B2' notitle
    unset multiplot
    unset output
}

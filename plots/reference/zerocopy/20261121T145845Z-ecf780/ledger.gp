# Where each offered frame went: 40 bars, from ledger.csv
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
        set terminal svg enhanced standalone size 820,972 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'ledger.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1640,1944 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: ledger.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 820,972 font 'sans,12' fontscale 0.75
        }
        set output 'ledger.png'
    }
    set multiplot
    set label 1 '{/:Bold Where each offered frame went: zerocopy}' at screen 0.0244, 0.9753 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · topology veth-outgoing · engine tcp · rate max · tcp4 · 10 s' at screen 0.0244, 0.9547 left font ',10' textcolor rgb '#404040'
    unset logscale x; set xrange [0:100]; set xtics 0,20,100 nomirror
    set yrange [40.5:0.5]
    set border 1 linecolor rgb '#606060'
    set grid xtics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set style fill solid 1 noborder
    set lmargin at screen 0.1854; set rmargin at screen 0.5512
    set tmargin at screen 0.8951; set bmargin at screen 0.072
    set ytics ('sniff V3, 64 B' 1, 'sniff V3, 128 B' 2, 'sniff V3, 256 B' 3, 'sniff V3, 512 B' 4, 'sniff V3, 768 B' 5, 'sniff V3, 1024 B' 6, 'sniff V3, 1280 B' 7, 'sniff V3, 1518 B' 8, 'sniff V2, 64 B' 9, 'sniff V2, 128 B' 10, 'sniff V2, 256 B' 11, 'sniff V2, 512 B' 12, 'sniff V2, 768 B' 13, 'sniff V2, 1024 B' 14, 'sniff V2, 1280 B' 15, 'sniff V2, 1518 B' 16, 'recv, 64 B' 17, 'recv, 128 B' 18, 'recv, 256 B' 19, 'recv, 512 B' 20, 'recv, 768 B' 21, 'recv, 1024 B' 22, 'recv, 1280 B' 23, 'recv, 1518 B' 24, 'tcpdump, 64 B' 25, 'tcpdump, 128 B' 26, 'tcpdump, 256 B' 27, 'tcpdump, 512 B' 28, 'tcpdump, 768 B' 29, 'tcpdump, 1024 B' 30, 'tcpdump, 1280 B' 31, 'tcpdump, 1518 B' 32, 'dumpcap, 64 B' 33, 'dumpcap, 128 B' 34, 'dumpcap, 256 B' 35, 'dumpcap, 512 B' 36, 'dumpcap, 768 B' 37, 'dumpcap, 1024 B' 38, 'dumpcap, 1280 B' 39, 'dumpcap, 1518 B' 40) scale 0 nomirror
    set xlabel '% of offered'
    unset key
    set object 1 rectangle from screen 0.0244, 0.93 to screen 0.0415, 0.9177 fillcolor rgb '#d9d9d9' fillstyle solid 1 noborder
    set label 80 'delivered' at screen 0.0488, 0.9239 left
    set object 2 rectangle from screen 0.2439, 0.93 to screen 0.261, 0.9177 fillcolor rgb '#D55E00' fillstyle solid 1 noborder
    set label 81 'socket or ring full' at screen 0.2683, 0.9239 left
    plot summary using (column('from_0')):(column('bar')):(column('from_0')):(column('to_0')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#d9d9d9' notitle, \
        summary using (column('from_1')):(column('bar')):(column('from_1')):(column('to_1')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#D55E00' notitle
    unset for [tag = 1:99] label tag
    unset for [tag = 1:9] object tag
    set label 1 'loss' at screen 0.6537, 0.9053 right
    set lmargin at screen 0.6683; set rmargin at screen 0.961
    set ytics ('0 %%' 1, '0 %%' 2, '0 %%' 3, '0 %%' 4, '0 %%' 5, '0 %%' 6, '0 %%' 7, '0 %%' 8, '0 %%' 9, '0 %%' 10, '0 %%' 11, '0 %%' 12, '0 %%' 13, '0 %%' 14, '0 %%' 15, '0 %%' 16, '0.4684 %%' 17, '0.2714 %%' 18, '0.4276 %%' 19, '0.4284 %%' 20, '0.5674 %%' 21, '0.5126 %%' 22, '0.7567 %%' 23, '0.5087 %%' 24, '0 %%' 25, '0 %%' 26, '0 %%' 27, '0 %%' 28, '0 %%' 29, '0 %%' 30, '0 %%' 31, '0 %%' 32, '0 %%' 33, '0 %%' 34, '0 %%' 35, '0 %%' 36, '0 %%' 37, '0 %%' 38, '0 %%' 39, '0 %%' 40) scale 0
    set xlabel '% of the lost'
    plot summary using (column('lost_from_1')):(column('bar')):(column('lost_from_1')):(column('lost_to_1')):(column('bar') - 0.38):(column('bar') + 0.38) with boxxyerror fillcolor rgb '#D55E00' notitle
    unset multiplot
    unset output
}

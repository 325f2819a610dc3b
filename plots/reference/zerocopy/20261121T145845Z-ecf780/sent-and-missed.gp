# Packets sent and missed by frame size: 5 series, from sent-and-missed.csv
# Run it in its own directory: gnuplot sent-and-missed.gp
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
summary = 'sent-and-missed.csv'
trials = 'sent-and-missed.trials.csv'
# Counts: even below 1, logarithmic above.
nc(y) = asinh(3 * y)
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 820,930 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'sent-and-missed.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1640,1860 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: sent-and-missed.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 820,930 font 'sans,12' fontscale 0.75
        }
        set output 'sent-and-missed.png'
    }
    set multiplot
    set label 1 '{/:Bold Packets sent and missed by frame size: zerocopy}' at screen 0.0244, 0.9742 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · topology veth-outgoing · engine tcp · rate max · tcp4 · 10 s · 1 valid trial per point' at screen 0.0244, 0.9527 left font ',10' textcolor rgb '#404040'
    set label 50 'Sent: by the sender''s own count. Missed: sequence numbers that were sent and are not in the capture.' at screen 0.0244, 0.0344 left font ',10' textcolor rgb '#404040'
    set label 51 'CPU time: the capture process''s, and the sender''s above that of its baseline: the kernel''s half.' at screen 0.0244, 0.0172 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.1024; set rmargin at screen 0.8341
    set tmargin at screen 0.9247; set bmargin at screen 0.6774
    unset logscale x; set xrange [5.84:1576.16]
    set xtics ('' 64, '' 128, '' 256, '' 512, '' 768, '' 1024, '' 1280, '' 1518) nomirror
    unset xlabel
    set ylabel 'packets sent' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [-50000:2550000]
    set ytics ('0' 0, '500 k' 500000, '1 M' 1000000, '1.5 M' 1500000, '2 M' 2000000, '2.5 M' 2500000) nomirror
    plot summary using (of(1, 'x')):(of(1, 'sent_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(2, 'x')):(of(2, 'sent_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'sent_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'sent_median')) with linespoints linecolor rgb '#CC79A7' linewidth 1.6 dashtype '.' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'sent_median')) with linespoints linecolor rgb '#E69F00' linewidth 1.6 dashtype '-..' pointtype 11 pointsize 0.8 notitle
    set lmargin at screen 0.1024; set rmargin at screen 0.8341
    set tmargin at screen 0.6409; set bmargin at screen 0.3935
    unset for [tag = 1:99] label tag
    unset logscale x; set xrange [5.84:1576.16]
    set xtics ('' 64, '' 128, '' 256, '' 512, '' 768, '' 1024, '' 1280, '' 1518) nomirror
    unset xlabel
    set ylabel 'packets missed (log, with 0)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set yrange [nc(0) - 0.4:nc(100000) + 0.4]
    set ytics ('0' nc(0), '1' nc(1), '10' nc(10), '100' nc(100), '1000' nc(1000), '10000' nc(10000), '100000' nc(100000)) nomirror
    plot summary using (of(1, 'x')):(nc(of(1, 'missed_median'))) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(2, 'x')):(nc(of(2, 'missed_median'))) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(nc(of(3, 'missed_median'))) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(nc(of(4, 'missed_median'))) with linespoints linecolor rgb '#CC79A7' linewidth 1.6 dashtype '.' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(nc(of(5, 'missed_median'))) with linespoints linecolor rgb '#E69F00' linewidth 1.6 dashtype '-..' pointtype 11 pointsize 0.8 notitle
    set lmargin at screen 0.1024; set rmargin at screen 0.8341
    set tmargin at screen 0.357; set bmargin at screen 0.1097
    unset logscale x; set xrange [5.84:1576.16]
    set xtics ('64' 64, '128' 128, '256' 256, '512' 512, '768' 768, '1024' 1024, '1280' 1280, '1518' 1518) nomirror
    set xlabel 'frame size (bytes, FCS included)'
    set ylabel 'CPU time a packet (µs)' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set ylabel offset -1
    set yrange [-0.1:5.1]
    set ytics ('0' 0, '1' 1, '2' 2, '3' 3, '4' 4, '5' 5) nomirror
    plot summary using (of(1, 'x')):(of(1, 'us_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(2, 'x')):(of(2, 'us_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'us_median')) with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'us_median')) with linespoints linecolor rgb '#CC79A7' linewidth 1.6 dashtype '.' pointtype 13 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'us_median')) with linespoints linecolor rgb '#E69F00' linewidth 1.6 dashtype '-..' pointtype 11 pointsize 0.8 notitle
    set lmargin at screen 0.8512; set rmargin at screen 1
    set tmargin at screen 0.9312; set bmargin at screen 0.1097
    unset logscale x; set xrange [0:1]; set yrange [0:1]
    unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel
    set key left top Left reverse samplen 3 spacing 1.25
    plot 2 with linespoints linecolor rgb '#0072B2' linewidth 1.6 dashtype 1 pointtype 7 pointsize 0.8 title 'sniff V3', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.6 dashtype '-' pointtype 5 pointsize 0.8 title 'sniff V2', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.6 dashtype '-.' pointtype 9 pointsize 0.8 title 'recv', \
        2 with linespoints linecolor rgb '#CC79A7' linewidth 1.6 dashtype '.' pointtype 13 pointsize 0.8 title 'tcpdump', \
        2 with linespoints linecolor rgb '#E69F00' linewidth 1.6 dashtype '-..' pointtype 11 pointsize 0.8 title 'dumpcap'
    unset multiplot
    unset output
}

# What each engine can send: 22 series, from generator-ceiling.csv
# Run it in its own directory: gnuplot generator-ceiling.gp
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
summary = 'generator-ceiling.csv'
trials = 'generator-ceiling.trials.csv'
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 918,1194 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'generator-ceiling.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 1836,2388 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: generator-ceiling.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 918,1194 font 'sans,12' fontscale 0.75
        }
        set output 'generator-ceiling.png'
    }
    set multiplot
    set label 1 '{/:Bold What each engine can send: generators}' at screen 0.0218, 0.9799 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · napi\_policy other · rate max · 2 s · 1 trial per point' at screen 0.0218, 0.9631 left font ',10' textcolor rgb '#404040'
    set label 50 'Frames offered, those included that a full device queue refused. Solid: without a capture; dashed and lighter: with one.' at screen 0.0218, 0.0268 left font ',10' textcolor rgb '#404040'
    set label 51 '9 of 75 attempts invalid and left out: 9 foreign-load. Not everything is possible with xdp on veth-inline.' at screen 0.0218, 0.0134 left font ',10' textcolor rgb '#404040'
    set lmargin at screen 0.0915; set rmargin at screen 0.7451
    set tmargin at screen 0.9414; set bmargin at screen 0.7487
    set logscale x 2; set xrange [42.6667:3072]
    set xtics ('' 64, '' 128, '' 256, '' 512, '' 1024, '' 2048) nomirror
    unset xlabel
    set ylabel 'veth-inline: million frames/s' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set logscale y; set yrange [0.0542:23.81]
    set ytics ('0.1' 0.1, '0.2' 0.2, '0.5' 0.5, '1' 1, '2' 2, '5' 5, '10' 10, '20' 20) nomirror
    set label 90 '1 Gbit/s line rate' at first 42.6667, first 1.9947 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    set label 91 '10 Gbit/s line rate' at first 42.6667, first 19.9468 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    plot 1e3 / ((x + 20) * 8) with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        10e3 / ((x + 20) * 8) with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        summary using (of(2, 'x')):(of(2, 'mpps_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'mpps_median')) with linespoints linecolor rgb '#7fb8d8' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'mpps_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(7, 'x')):(of(7, 'mpps_median')) with linespoints linecolor rgb '#eaae7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(10, 'x')):(of(10, 'mpps_median')) with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(12, 'x')):(of(12, 'mpps_median')) with linespoints linecolor rgb '#7fceb9' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(13, 'x')):(of(13, 'mpps_median')) with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(15, 'x')):(of(15, 'mpps_median')) with linespoints linecolor rgb '#e5bcd3' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(18, 'x')):(of(18, 'mpps_median')) with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(20, 'x')):(of(20, 'mpps_median')) with linespoints linecolor rgb '#f2cf7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle
    set lmargin at screen 0.0915; set rmargin at screen 0.7451
    set tmargin at screen 0.7203; set bmargin at screen 0.5276
    unset for [tag = 1:99] label tag
    set logscale x 2; set xrange [42.6667:3072]
    set xtics ('' 64, '' 128, '' 256, '' 512, '' 1024, '' 2048) nomirror
    unset xlabel
    set ylabel 'veth-inline: Gbit/s on the wire' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set logscale y; set yrange [0.181:114.83]
    set ytics ('0.2' 0.2, '0.5' 0.5, '1' 1, '2' 2, '5' 5, '10' 10, '20' 20, '50' 50, '100' 100) nomirror
    set label 90 '1 Gbit/s line rate' at first 42.6667, first 1 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    set label 91 '10 Gbit/s line rate' at first 42.6667, first 10 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    plot 1 + 0 * x with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        10 + 0 * x with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        summary using (of(2, 'x')):(of(2, 'gbps_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(4, 'x')):(of(4, 'gbps_median')) with linespoints linecolor rgb '#7fb8d8' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(5, 'x')):(of(5, 'gbps_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(7, 'x')):(of(7, 'gbps_median')) with linespoints linecolor rgb '#eaae7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(10, 'x')):(of(10, 'gbps_median')) with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(12, 'x')):(of(12, 'gbps_median')) with linespoints linecolor rgb '#7fceb9' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(13, 'x')):(of(13, 'gbps_median')) with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(15, 'x')):(of(15, 'gbps_median')) with linespoints linecolor rgb '#e5bcd3' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(18, 'x')):(of(18, 'gbps_median')) with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(20, 'x')):(of(20, 'gbps_median')) with linespoints linecolor rgb '#f2cf7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle
    set lmargin at screen 0.0915; set rmargin at screen 0.7451
    set tmargin at screen 0.4992; set bmargin at screen 0.3065
    set logscale x 2; set xrange [42.6667:3072]
    set xtics ('' 64, '' 128, '' 256, '' 512, '' 1024, '' 2048) nomirror
    unset xlabel
    set ylabel 'veth-napi: million frames/s' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set logscale y; set yrange [0.0542:23.81]
    set ytics ('0.1' 0.1, '0.2' 0.2, '0.5' 0.5, '1' 1, '2' 2, '5' 5, '10' 10, '20' 20) nomirror
    set label 90 '1 Gbit/s line rate' at first 42.6667, first 1.9947 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    set label 91 '10 Gbit/s line rate' at first 42.6667, first 19.9468 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    plot 1e3 / ((x + 20) * 8) with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        10e3 / ((x + 20) * 8) with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        summary using (of(1, 'x')):(of(1, 'mpps_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'mpps_median')) with linespoints linecolor rgb '#7fb8d8' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'mpps_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(8, 'x')):(of(8, 'mpps_median')) with linespoints linecolor rgb '#eaae7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(9, 'x')):(of(9, 'mpps_median')) with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(11, 'x')):(of(11, 'mpps_median')) with linespoints linecolor rgb '#7fceb9' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(14, 'x')):(of(14, 'mpps_median')) with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(16, 'x')):(of(16, 'mpps_median')) with linespoints linecolor rgb '#e5bcd3' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(17, 'x')):(of(17, 'mpps_median')) with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(19, 'x')):(of(19, 'mpps_median')) with linespoints linecolor rgb '#f2cf7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(21, 'x')):(of(21, 'mpps_median')) with linespoints linecolor rgb '#56B4E9' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(22, 'x')):(of(22, 'mpps_median')) with linespoints linecolor rgb '#aad9f4' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle
    set lmargin at screen 0.0915; set rmargin at screen 0.7451
    set tmargin at screen 0.2781; set bmargin at screen 0.0854
    set logscale x 2; set xrange [42.6667:3072]
    set xtics ('64' 64, '128' 128, '256' 256, '512' 512, '1024' 1024, '2048' 2048) nomirror
    set xlabel 'frame size (bytes, FCS included, log₂ scale)'
    set ylabel 'veth-napi: Gbit/s on the wire' offset 1
    unset key
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set logscale y; set yrange [0.181:114.83]
    set ytics ('0.2' 0.2, '0.5' 0.5, '1' 1, '2' 2, '5' 5, '10' 10, '20' 20, '50' 50, '100' 100) nomirror
    set label 90 '1 Gbit/s line rate' at first 42.6667, first 1 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    set label 91 '10 Gbit/s line rate' at first 42.6667, first 10 left offset 0.6,0.5 font ',9' textcolor rgb '#606060'
    plot 1 + 0 * x with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        10 + 0 * x with lines linewidth 1 dashtype 3 linecolor rgb '#808080' notitle, \
        summary using (of(1, 'x')):(of(1, 'gbps_median')) with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(3, 'x')):(of(3, 'gbps_median')) with linespoints linecolor rgb '#7fb8d8' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(6, 'x')):(of(6, 'gbps_median')) with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(8, 'x')):(of(8, 'gbps_median')) with linespoints linecolor rgb '#eaae7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(9, 'x')):(of(9, 'gbps_median')) with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(11, 'x')):(of(11, 'gbps_median')) with linespoints linecolor rgb '#7fceb9' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(14, 'x')):(of(14, 'gbps_median')) with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(16, 'x')):(of(16, 'gbps_median')) with linespoints linecolor rgb '#e5bcd3' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(17, 'x')):(of(17, 'gbps_median')) with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(19, 'x')):(of(19, 'gbps_median')) with linespoints linecolor rgb '#f2cf7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle, \
        summary using (of(21, 'x')):(of(21, 'gbps_median')) with linespoints linecolor rgb '#56B4E9' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 notitle, \
        summary using (of(22, 'x')):(of(22, 'gbps_median')) with linespoints linecolor rgb '#aad9f4' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 notitle
    unset for [tag = 90:99] label tag
    unset logscale y
    set lmargin at screen 0.7603; set rmargin at screen 1
    set tmargin at screen 0.9464; set bmargin at screen 0.0854
    unset logscale x; set xrange [0:1]; set yrange [0:1]
    unset border; unset xtics; unset ytics; unset grid; unset xlabel; unset ylabel
    set key left top Left reverse samplen 3 spacing 1.25
    plot 2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 title 'send', \
        2 with linespoints linecolor rgb '#7fb8d8' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 title 'send, beside recv', \
        2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 title 'sendmmsg', \
        2 with linespoints linecolor rgb '#eaae7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 title 'sendmmsg, beside recv', \
        2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 title 'tcpreplay', \
        2 with linespoints linecolor rgb '#7fceb9' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 title 'tcpreplay, beside recv', \
        2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 title 'trafgen', \
        2 with linespoints linecolor rgb '#e5bcd3' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 title 'trafgen, beside recv', \
        2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 title 'tx-ring', \
        2 with linespoints linecolor rgb '#f2cf7f' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 title 'tx-ring, beside recv', \
        2 with linespoints linecolor rgb '#56B4E9' linewidth 1.8 dashtype 1 pointtype 7 pointsize 0.8 title 'xdp', \
        2 with linespoints linecolor rgb '#aad9f4' linewidth 1.2 dashtype '-' pointtype 7 pointsize 0.8 title 'xdp, beside recv'
    unset multiplot
    unset output
}

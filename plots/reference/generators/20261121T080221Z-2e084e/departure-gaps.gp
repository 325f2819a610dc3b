# Time between departures: 12 panels, from departure-gaps.csv
# Run it in its own directory: gnuplot departure-gaps.gp
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
gaps = 'departure-gaps.csv'
do for [pass = 1:2] {
    if (pass == 1) {
        set terminal svg enhanced standalone size 1376,1274 font 'sans,12' \
            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'
        set output 'departure-gaps.svg'
    } else {
        # Three halves: this terminal's points are 4/3 of the pixels of SVG.
        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {
            set terminal pngcairo enhanced size 2752,2548 font 'sans,12' fontscale 1.5 \
                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'
        } else {
            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
                print 'this gnuplot cannot write PNG: departure-gaps.svg alone is written'
                break
            }
            set terminal png truecolor enhanced size 1376,1274 font 'sans,12' fontscale 0.75
        }
        set output 'departure-gaps.png'
    }
    set multiplot
    set label 1 '{/:Bold Time between departures by engine: generators}' at screen 0.0145, 0.9812 left font ',15'
    set label 2 'Linux 6.18.44-fc-v657 · napi\_policy other · rate max' at screen 0.0145, 0.9655 left font ',10' textcolor rgb '#404040'
    set label 50 'How to read it: at 10 µs the curve shows the share of frames that left 10 µs or more after the frame before; a perfect pace falls straight down at the dashed line, the gap intended. “Together”: frames of one system call or batch, a' at screen 0.0145, 0.0251 left font ',10' textcolor rgb '#404040'
    set label 51 'gap of 0, which a log scale cannot show. Valid trials and baselines of a traffic count together. Not known: tcpreplay, trafgen.' at screen 0.0145, 0.0126 left font ',10' textcolor rgb '#404040'
    set logscale xy
    set xrange [1e-2:1e5]
    set yrange [1e-8:1.6]
    set xtics ('10 ns' 1e-2, '100 ns' 1e-1, '1 µs' 1e0, '10 µs' 1e1, '100 µs' 1e2, '1 ms' 1e3, '10 ms' 1e4, '100 ms' 1e5) nomirror
    set ytics ('10^{-6} %%' 1e-8, '10^{-5} %%' 1e-7, '0.0001 %%' 1e-6, '0.001 %%' 1e-5, '0.01 %%' 1e-4, '0.1 %%' 1e-3, '1 %%' 1e-2, '10 %%' 1e-1, '100 %%' 1e0) nomirror
    set border 3 linecolor rgb '#606060'
    set grid xtics ytics linecolor rgb '#d8d8d8' linewidth 1 dashtype 1
    set key inside right top Left reverse samplen 2 spacing 1.15 font ',9'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.9451; set bmargin at screen 0.7488
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    unset xlabel
    set ylabel 'frames with at least this gap'
    unset arrow 1
    set label 90 '{/:Bold veth-inline, 64 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(1, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(2, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(3, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.9451; set bmargin at screen 0.7488
    set lmargin at screen 0.3881; set rmargin at screen 0.6497
    unset for [tag = 1:99] label tag
    unset xlabel
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-inline, 128 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(4, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(5, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(6, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.9451; set bmargin at screen 0.7488
    set lmargin at screen 0.7064; set rmargin at screen 0.968
    unset for [tag = 1:99] label tag
    unset xlabel
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-inline, 256 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(7, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(8, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(9, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.7221; set bmargin at screen 0.5259
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    unset for [tag = 1:99] label tag
    unset xlabel
    set ylabel 'frames with at least this gap'
    unset arrow 1
    set label 90 '{/:Bold veth-inline, 512 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(10, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(11, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(12, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.7221; set bmargin at screen 0.5259
    set lmargin at screen 0.3881; set rmargin at screen 0.6497
    unset for [tag = 1:99] label tag
    unset xlabel
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-inline, 1024 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(13, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(14, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(15, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.7221; set bmargin at screen 0.5259
    set lmargin at screen 0.7064; set rmargin at screen 0.968
    unset for [tag = 1:99] label tag
    unset xlabel
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-inline, 1518 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(16, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(17, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(18, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.4992; set bmargin at screen 0.303
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    unset for [tag = 1:99] label tag
    unset xlabel
    set ylabel 'frames with at least this gap'
    unset arrow 1
    set label 90 '{/:Bold veth-napi, 64 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(19, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(20, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(21, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together', \
        gaps using (of(22, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#56B4E9' dashtype 1 title 'xdp: 0 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.4992; set bmargin at screen 0.303
    set lmargin at screen 0.3881; set rmargin at screen 0.6497
    unset for [tag = 1:99] label tag
    unset xlabel
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-napi, 128 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(23, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(24, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(25, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together', \
        gaps using (of(26, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#56B4E9' dashtype 1 title 'xdp: 0 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.4992; set bmargin at screen 0.303
    set lmargin at screen 0.7064; set rmargin at screen 0.968
    unset for [tag = 1:99] label tag
    unset xlabel
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-napi, 256 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(27, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(28, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(29, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together', \
        gaps using (of(30, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#56B4E9' dashtype 1 title 'xdp: 0 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.2763; set bmargin at screen 0.0801
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    unset for [tag = 1:99] label tag
    set xlabel 'time since the frame before'
    set ylabel 'frames with at least this gap'
    unset arrow 1
    set label 90 '{/:Bold veth-napi, 512 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(31, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(32, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(33, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together', \
        gaps using (of(34, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#56B4E9' dashtype 1 title 'xdp: 0 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.2763; set bmargin at screen 0.0801
    set lmargin at screen 0.3881; set rmargin at screen 0.6497
    unset for [tag = 1:99] label tag
    set xlabel 'time since the frame before'
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-napi, 1024 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(35, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(36, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(37, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together', \
        gaps using (of(38, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#56B4E9' dashtype 1 title 'xdp: 0 % together'
    set lmargin at screen 0.0698; set rmargin at screen 0.3314
    set tmargin at screen 0.2763; set bmargin at screen 0.0801
    set lmargin at screen 0.7064; set rmargin at screen 0.968
    unset for [tag = 1:99] label tag
    set xlabel 'time since the frame before'
    unset ylabel
    unset arrow 1
    set label 90 '{/:Bold veth-napi, 1518 B}' at graph 0.03, graph 0.07 left font ',10'
    plot gaps using (of(39, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#0072B2' dashtype 1 title 'send: 0 % together', \
        gaps using (of(40, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#D55E00' dashtype 1 title 'sendmmsg: 96.9 % together', \
        gaps using (of(41, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#E69F00' dashtype 1 title 'tx-ring: 99.6 % together', \
        gaps using (of(42, 'gap_us')):(column('share')) with fsteps linewidth 1.6 linecolor rgb '#56B4E9' dashtype 1 title 'xdp: 0 % together'
    unset multiplot
    unset output
}

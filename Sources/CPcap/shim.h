#ifndef BENCH_CPCAP_SHIM_H
#define BENCH_CPCAP_SHIM_H
/* features.h first: pcap.h pulls in headers that would otherwise settle another feature set. */
#include <features.h>
#include <pcap/pcap.h>
/* For the stream that libpcap writes to. */
#include <stdio_ext.h>
#endif

package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/pgconfluence/pgconfluence/sql"
)

// engineCollector reads an engine's counters when /metrics is asked for.
type engineCollector struct {
	stats   func() sql.Stats
	entries []engineMetric
}

type engineMetric struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(sql.Stats) int64
}

// watchEngine shows an engine's store and result cache.
func (m *metrics) watchEngine(site string, e *sql.Engine) {
	c := &engineCollector{stats: e.Stats}
	add := func(name, help string, kind prometheus.ValueType, value func(sql.Stats) int64) {
		d := prometheus.NewDesc(namespace+"_"+name, help, nil, prometheus.Labels{"site": site})
		c.entries = append(c.entries, engineMetric{d, kind, value})
	}
	gauge, counter := prometheus.GaugeValue, prometheus.CounterValue
	add("store_bytes", "Bytes of the slices in the store.", gauge, func(s sql.Stats) int64 { return s.StoreBytes })
	add("store_slices", "Slices in the store.", gauge, func(s sql.Stats) int64 { return int64(s.Slices) })
	add("store_hits_total", "Slices found in the store.", counter, func(s sql.Stats) int64 { return s.StoreHits })
	add("store_evictions_total", "Slices dropped to keep within --store-bytes.", counter, func(s sql.Stats) int64 { return s.StoreEvictions })
	add("result_cache_bytes", "Bytes of the cached results.", gauge, func(s sql.Stats) int64 { return s.ResultBytes })
	add("result_cache_hits_total", "Results found in the cache.", counter, func(s sql.Stats) int64 { return s.ResultHits })
	add("result_cache_misses_total", "Results not found in the cache.", counter, func(s sql.Stats) int64 { return s.ResultMisses })
	m.registry.MustRegister(c)
}

// Describe implements prometheus.Collector.
func (c *engineCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, e := range c.entries {
		ch <- e.desc
	}
}

// Collect implements prometheus.Collector.
func (c *engineCollector) Collect(ch chan<- prometheus.Metric) {
	s := c.stats()
	for _, e := range c.entries {
		ch <- prometheus.MustNewConstMetric(e.desc, e.kind, float64(e.value(s)))
	}
}

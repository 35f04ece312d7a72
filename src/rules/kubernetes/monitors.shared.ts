/** Whether a way in the values of a chart leads to a part of a monitor or of Prometheus's own configuration. */
export function isOfMonitor(way: readonly string[]): boolean {
  return monitors.test(way.join("."))
}

const monitors =
  /(service|pod)Monitor|vm\w*Scrape|vmagent|prometheusSpec|scrape_?configs|remote_?(write|read)|alertmanagers/i

// What updates of the live page cost: CPU time of its main thread, and its heap.

async function metrics(cdp) {
  // One alone leaves what only becomes garbage by it.
  for (let i = 0; i < 2; ++i) await cdp.send('HeapProfiler.collectGarbage');
  const { metrics: list } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/**
 * Over so many updates of an open page, and until that moment: ms for each, and the heap after each of
 * `samples` equal parts.
 * Time on the CPU, not by the clock: other programs may run too.
 */
export async function costOf(tab, updates, { samples = 2, until_ms = 0 } = {}) {
  const cdp = await tab.context().newCDPSession(tab);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await cdp.send('Network.enable');
  let seen = 0;
  cdp.on('Network.webSocketFrameReceived', () => ++seen);
  const first = await metrics(cdp);
  const heap_bytes = [first.JSHeapUsedSize];
  let last = first;
  const begin = seen;
  for (let part = 1; part <= samples; ++part) {
    while (seen - begin < (updates * part) / samples || (part === samples && Date.now() < until_ms))
      await new Promise((done) => setTimeout(done, 50));
    last = await metrics(cdp);
    heap_bytes.push(last.JSHeapUsedSize);
  }
  const perUpdate = (name) => ((last[name] - first[name]) * 1000) / (seen - begin);
  await cdp.detach();
  return {
    updates: seen - begin,
    main_ms: perUpdate('TaskDuration'),
    script_ms: perUpdate('ScriptDuration'),
    layout_ms: perUpdate('LayoutDuration'),
    style_ms: perUpdate('RecalcStyleDuration'),
    heap_bytes,
    nodes: [first.Nodes, last.Nodes],
  };
}

// Draws the charts of a page. What a chart shows stands in its element, as JSON in data-chart; the same figures are in a
// table beside it, which is what screen readers, keyboards and people without scripts use.
//
// Kinds: "periods" (bars by week or month, with a line for intensity), "company" (who meets whom), "map".
// All text is drawn on the canvas, never made into HTML: names come from articles, and the Content-Security-Policy lets
// no style attribute through.
(() => {
  const drawn = new Map();

  // Custom properties are light-dark(…): only a computed colour tells which one holds.
  const probe = document.createElement("span");
  probe.hidden = true;
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const faded = (name, alpha) => colour(name).replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);

  const frame = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("soft"), fontSize: 12 },
    tooltip: {
      renderMode: "richText",
      confine: true,
      transitionDuration: 0,
      backgroundColor: colour("panel"),
      borderColor: colour("rule-strong"),
      borderWidth: 1,
      textStyle: { color: colour("ink"), fontSize: 12, width: 260, overflow: "break" },
    },
  });
  const axisLine = () => ({ lineStyle: { color: colour("rule-strong") } });
  const short = (words, most = 26) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);
  const signed = (number) => (number > 0 ? `+${number}` : `${number}`);

  function periods(values) {
    const bars = values.series.map((one) => ({
      name: one.name,
      type: "bar",
      stack: one.stack ?? "all",
      barMaxWidth: 26,
      data: one.values,
      itemStyle: { color: colour(one.colour), borderColor: colour("panel"), borderWidth: 0.5, decal: null },
      emphasis: { disabled: true },
    }));
    const lines = (values.lines ?? []).map((one) => ({
      name: one.name,
      type: "line",
      yAxisIndex: 1,
      data: one.values,
      connectNulls: true,
      symbol: one.symbol ?? "circle",
      symbolSize: 5,
      lineStyle: { color: colour(one.colour), width: 1.5, type: one.dashed ? "dashed" : "solid" },
      itemStyle: { color: colour(one.colour) },
    }));
    const y = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: colour("rule") } }, axisLabel: { color: colour("soft") } };
    const second = { type: "value", min: -10, max: 10, interval: 5, splitLine: { show: false }, axisLabel: { color: colour("soft"), formatter: signed } };
    return {
      ...frame(),
      grid: { left: 8, right: lines.length > 0 ? 8 : 14, top: 14, bottom: 4, containLabel: true },
      xAxis: {
        type: "category",
        data: values.periods,
        axisLine: axisLine(),
        axisTick: { show: false },
        axisLabel: { color: colour("soft"), hideOverlap: true },
      },
      yAxis: lines.length > 0 ? [y, second] : y,
      series: [...bars, ...lines],
      tooltip: { ...frame().tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    };
  }

  function company(values) {
    const most = Math.max(1, ...values.nodes.map((node) => node.number ?? 0));
    return {
      ...frame(),
      series: [
        {
          type: "graph",
          layout: "force",
          force: { initLayout: "circular", repulsion: 420, edgeLength: [70, 170], gravity: 0.12, layoutAnimation: false },
          left: 60, right: 60, top: 24, bottom: 24,
          roam: false,
          draggable: false,
          data: values.nodes.map((node) => ({
            id: node.id,
            name: node.id,
            value: node.number,
            symbol: { person: "circle", state: "roundRect", organization: "diamond", group: "triangle" }[node.kind] ?? "circle",
            symbolSize: node.centre ? 34 : 12 + 16 * Math.sqrt((node.number ?? 0) / most),
            itemStyle: { color: node.centre ? colour("accent") : colour("entity"), borderColor: colour("panel"), borderWidth: 1.5 },
            label: {
              show: true, position: "bottom", formatter: short(node.name), color: colour("ink"), fontSize: node.centre ? 13 : 11,
              fontWeight: node.centre ? "bold" : "normal", textBorderColor: colour("panel"), textBorderWidth: 3,
            },
            tooltip: { formatter: () => `${node.name}\n${node.about}` },
          })),
          links: values.ties.map((tie) => ({
            source: tie.one, target: tie.other, value: tie.number,
            lineStyle: { width: Math.min(6, 0.8 + Math.sqrt(tie.number)), color: colour("rule-strong"), opacity: 0.75 },
            tooltip: { formatter: () => tie.about },
          })),
          labelLayout: { hideOverlap: true },
          emphasis: { focus: "adjacency" },
        },
      ],
    };
  }

  // Cooperation and conflict are told apart by shape as well as by colour.
  const tones = (intensity) => {
    if (intensity === null) return { colour: "entity", symbol: "circle" };
    if (intensity <= -1) return { colour: "bad", symbol: "triangle" };
    if (intensity >= 1) return { colour: "good", symbol: "circle" };
    return { colour: "warn", symbol: "diamond" };
  };

  function map(values, element) {
    const most = Math.max(1, ...values.countries.map((one) => one.number));
    const view = element.view ?? { zoom: 1, center: undefined };
    return {
      ...frame(),
      geo: {
        map: "world",
        projection: echarts.equalEarth,
        nameProperty: "id",
        left: 0, right: 0, top: 0, bottom: 0,
        preserveAspect: "contain",
        zoom: view.zoom,
        center: view.center,
        roam: view.zoom > 1 ? "move" : false,
        itemStyle: { areaColor: colour("map-land"), borderColor: colour("map-line"), borderWidth: 0.6 },
        emphasis: { disabled: true },
        select: { disabled: true },
        tooltip: { show: true, formatter: (at) => names[at.name] ?? at.name },
        regions: values.countries.map((one) => ({
          name: one.country,
          itemStyle: { areaColor: faded("event", (0.12 + 0.5 * Math.sqrt(one.number / most)).toFixed(3)) },
          tooltip: { formatter: () => `${one.name}: ${one.number}` },
        })),
      },
      series: [
        {
          type: "scatter",
          coordinateSystem: "geo",
          data: values.spots.map((spot) => {
            const tone = tones(spot.intensity);
            return {
              name: spot.place,
              value: [spot.lon, spot.lat, spot.number],
              href: spot.href,
              symbol: tone.symbol,
              symbolSize: Math.min(34, 6 + 3.2 * Math.sqrt(spot.number)),
              itemStyle: { color: colour(tone.colour), opacity: 0.85, borderColor: colour("panel"), borderWidth: 1 },
              tooltip: { formatter: () => spot.about },
            };
          }),
          cursor: "pointer",
        },
      ],
    };
  }

  const kinds = { periods, company, map };

  // Where a click leads: the same address as the link in the table.
  function hrefOf(values, clicked) {
    if (values.kind === "periods") return values.links?.[clicked.dataIndex];
    if (values.kind === "company" && clicked.dataType === "node") return values.nodes[clicked.dataIndex].href;
    if (values.kind === "map" && clicked.componentType === "series") return clicked.data.href;
    if (values.kind === "map") return values.countries.find((one) => one.country === clicked.name)?.href;
    return undefined;
  }

  // A ring across the 180th meridian goes on beyond it: otherwise it would be drawn once around the world.
  const whole = (ring) => {
    const east = ring.map((point) => point[0]);
    if (Math.max(...east) - Math.min(...east) <= 180) return;
    for (const point of ring) if (point[0] < 0) point[0] += 360;
  };

  let world;
  const names = {};
  const shapes = (address) => {
    world ??= fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    }).then((topology) => {
      const countries = echarts.feature(topology, topology.objects.countries);
      for (const one of countries.features) {
        one.properties.id = one.id ?? one.properties.name;
        names[one.properties.id] = one.properties.name;
        const polygons = one.geometry.type === "Polygon" ? [one.geometry.coordinates] : one.geometry.coordinates;
        for (const ring of polygons.flat()) whole(ring);
      }
      echarts.registerMap("world", { geoJSON: countries });
    });
    return world;
  };

  async function draw(element) {
    const values = JSON.parse(element.dataset.chart);
    if (values.shapes !== undefined) await shapes(values.shapes);
    const chart = echarts.init(element, null, { renderer: "canvas" });
    const redraw = () => chart.setOption(kinds[values.kind](values, element), { notMerge: true });
    redraw();
    chart.on("click", (clicked) => {
      const href = hrefOf(values, clicked);
      if (href !== undefined && href !== null) location.assign(href);
    });
    drawn.set(element, { chart, redraw });
    new ResizeObserver(() => {
      // A map without any size cannot be turned back from points to degrees.
      if (element.clientWidth > 0 && element.clientHeight > 0) chart.resize();
    }).observe(element);
    element.dataset.drawn = "true";
  }

  // A chart that cannot be drawn leaves its table, which is opened and says why.
  function fail(element, error) {
    element.textContent = "The chart could not be drawn; the table below has the same figures.";
    element.dataset.drawn = "false";
    element.closest("figure")?.querySelector("details")?.setAttribute("open", "");
    console.warn("chart not drawn", error);
  }

  function start(root) {
    for (const element of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
      element.dataset.drawn = "soon";
      draw(element).catch((error) => fail(element, error));
    }
  }

  function again() {
    for (const [element, { chart, redraw }] of drawn) {
      if (element.isConnected) { redraw(); continue; }
      chart.dispose();
      drawn.delete(element);
    }
  }

  // The buttons of a map: data-zoom="in", "out" or "all".
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-zoom]");
    if (button === null || button === undefined) return;
    const element = document.getElementById(button.getAttribute("aria-controls"));
    const one = drawn.get(element);
    if (one === undefined) return;
    const geo = one.chart.getOption().geo[0];
    const zoom = { in: Math.min(12, geo.zoom * 1.6), out: Math.max(1, geo.zoom / 1.6), all: 1 }[button.dataset.zoom];
    element.view = { zoom, center: zoom > 1 ? geo.center : undefined };
    one.redraw();
  });

  let before;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    again();
  });
  addEventListener("afterprint", () => {
    if (before === undefined) delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = before;
    again();
  });
  document.addEventListener("desk:theme", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  document.addEventListener("htmx:afterSwap", (event) => { again(); start(event.detail.target ?? document); });
  document.body.append(probe);
  start(document);
})();

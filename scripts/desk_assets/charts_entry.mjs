// The parts of ECharts that the desk draws with, and what the map needs; bundled into one file by build.mjs.
import { BarChart, GraphChart, LineChart, ScatterChart } from "echarts/charts";
import { GeoComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as core from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { geoEqualEarthRaw } from "d3-geo";
import { feature } from "topojson-client";

core.use([
  BarChart, GraphChart, LineChart, ScatterChart,
  GeoComponent, GridComponent, TooltipComponent, CanvasRenderer,
]);

const RADIANS = Math.PI / 180;

// Equal Earth: areas are true, and north is up. ECharts' y goes down, the projection's up.
export const equalEarth = {
  project: ([lon, lat]) => {
    const [x, y] = geoEqualEarthRaw(lon * RADIANS, lat * RADIANS);
    return [x / RADIANS, -y / RADIANS];
  },
  unproject: ([x, y]) => geoEqualEarthRaw.invert(x * RADIANS, -y * RADIANS).map((angle) => angle / RADIANS),
};
export const init = core.init;
export const getInstanceByDom = core.getInstanceByDom;
export const registerMap = core.registerMap;
export { feature };

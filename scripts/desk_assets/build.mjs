// Makes the files of src/communique/desk/static/vendor from npm packages of pinned versions:
//
//   cd scripts/desk_assets && npm ci && node build.mjs
//
// The results are kept in the repository, so that neither installing nor running the desk needs node or the network.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import countries from "i18n-iso-countries";
import { feature, quantize } from "topojson-client";
import { filter, planarRingArea, planarTriangleArea, presimplify, quantile, simplify } from "topojson-simplify";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "../../src/communique/desk/static/vendor");
const { version } = createRequire(import.meta.url)("echarts/package.json");

const BUNDLED = ["echarts", "zrender", "tslib", "d3-geo", "d3-array", "topojson-client", "world-atlas"];
const SHARE_KEPT = 0.11; // of the points of all borders and coasts
const SMALL = 3; // square degrees below which a country keeps all its points; it would vanish otherwise
const ISLAND = 0.12; // square degrees below which an island is left out, but for the largest of a country
const GRID = 6000; // steps of coordinates on either axis: 7 km at the equator

await mkdir(OUT, { recursive: true });
await charts();
await world();
await licences();

async function charts() {
  const banner = `/*! Apache ECharts ${version} (Apache-2.0) and others; their licences are in LICENCES.txt */`;
  await build({
    entryPoints: [join(HERE, "charts_entry.mjs")],
    outfile: join(OUT, "echarts.js"),
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "echarts",
    target: "es2020",
    legalComments: "none",
    banner: { js: banner },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  await tell("echarts.js");
}

// Natural Earth's countries at 1:50 million: far fewer points, yet none of the small countries lost.
async function world() {
  const path = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
  let topology = JSON.parse(await readFile(path, "utf-8"));
  const shapes = topology.objects.countries.geometries
    .filter((shape) => shape.id !== "010") // Antarctica takes a fifth of the sheet, and hardly ever makes news
    .map((shape) => ({
      ...shape,
      // ISO has no code for Kosovo; XKX is taken from the range that it leaves to users, as elsewhere in Communique.
      id: shape.properties.name === "Kosovo" ? "XKX" : shape.id && countries.numericToAlpha3(shape.id),
      properties: { name: shape.properties.name },
    }));
  topology.objects = { countries: { type: "GeometryCollection", geometries: shapes.map((shape) => withoutIslets(topology, shape)) } };
  topology = presimplify(topology, planarTriangleArea);
  for (const shape of topology.objects.countries.geometries) {
    if (area(topology, shape) < SMALL) {
      for (const arc of shape.arcs.flat(Infinity)) {
        for (const point of topology.arcs[arc < 0 ? ~arc : arc]) point[2] = Infinity;
      }
    }
  }
  topology = filter(simplify(topology, quantile(topology, SHARE_KEPT)), () => true); // drops the arcs of nothing
  topology = quantize(topology, GRID);
  delete topology.bbox;
  await writeFile(join(OUT, "world.json"), JSON.stringify(topology));
  await tell("world.json");
}

function withoutIslets(topology, shape) {
  if (shape.type !== "MultiPolygon") return shape;
  const sizes = shape.arcs.map((arcs) => area(topology, { type: "Polygon", arcs }));
  const largest = Math.max(...sizes);
  return { ...shape, arcs: shape.arcs.filter((_, at) => sizes[at] >= ISLAND || sizes[at] === largest) };
}

// Square degrees of a shape's outer rings.
function area(topology, shape) {
  const { coordinates } = feature(topology, { type: shape.type, arcs: shape.arcs }).geometry;
  const polygons = shape.type === "Polygon" ? [coordinates] : coordinates;
  return polygons.reduce((sum, rings) => sum + Math.abs(planarRingArea(rings[0])), 0);
}

// The licences of what is bundled ask that their words come along.
async function licences() {
  const parts = [];
  for (const name of BUNDLED) {
    const folder = join(HERE, "node_modules", name);
    const file = (await readdir(folder)).find((found) => /^licen[cs]e/i.test(found));
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf-8"));
    const notice = (await readdir(folder)).includes("NOTICE") ? await readFile(join(folder, "NOTICE"), "utf-8") : "";
    const words = file === undefined ? "" : await readFile(join(folder, file), "utf-8");
    parts.push(`==== ${name} ${version}\n\n${notice}${notice && "\n"}${words.trim()}\n`);
  }
  await writeFile(join(OUT, "LICENCES.txt"), parts.join("\n"));
}

async function tell(name) {
  const data = await readFile(join(OUT, name));
  console.log(`${name}: ${data.length} bytes, ${gzipSync(data, { level: 9 }).length} gzipped`);
}

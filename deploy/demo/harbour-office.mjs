/** What the harbour office knows and computes; pure, so that its server is only a door. */

const EARTH_RADIUS_NM = 3440.065

const port = (code, name, country, lat, lon) => ({ code, name, country, lat, lon })

export const PORTS = [
  port('PTLIS', 'Lisbon', 'Portugal', 38.7, -9.15),
  port('PTOPO', 'Porto', 'Portugal', 41.14, -8.63),
  port('ESBCN', 'Barcelona', 'Spain', 41.35, 2.16),
  port('ESALG', 'Algeciras', 'Spain', 36.13, -5.44),
  port('FRLEH', 'Le Havre', 'France', 49.48, 0.11),
  port('FRMRS', 'Marseille', 'France', 43.34, 5.33),
  port('ITGOA', 'Genoa', 'Italy', 44.41, 8.92),
  port('ITVCE', 'Venice', 'Italy', 45.44, 12.33),
  port('GRPIR', 'Piraeus', 'Greece', 37.94, 23.62),
  port('TRIST', 'Istanbul', 'Türkiye', 41.01, 28.97),
  port('NLRTM', 'Rotterdam', 'Netherlands', 51.95, 4.14),
  port('BEANR', 'Antwerp', 'Belgium', 51.24, 4.4),
  port('DEHAM', 'Hamburg', 'Germany', 53.54, 9.97),
  port('DKCPH', 'Copenhagen', 'Denmark', 55.69, 12.6),
  port('SEGOT', 'Gothenburg', 'Sweden', 57.69, 11.89),
  port('NOBGO', 'Bergen', 'Norway', 60.39, 5.32),
  port('ISREY', 'Reykjavik', 'Iceland', 64.15, -21.94),
  port('GBLON', 'London', 'United Kingdom', 51.5, 0.05),
  port('GBSOU', 'Southampton', 'United Kingdom', 50.9, -1.42),
  port('IEDUB', 'Dublin', 'Ireland', 53.35, -6.2),
  port('USNYC', 'New York', 'United States', 40.67, -74.04),
  port('USHOU', 'Houston', 'United States', 29.73, -95.27),
  port('USLAX', 'Los Angeles', 'United States', 33.74, -118.26),
  port('CAVAN', 'Vancouver', 'Canada', 49.29, -123.11),
  port('PABLB', 'Balboa', 'Panama', 8.95, -79.57),
  port('BRSSZ', 'Santos', 'Brazil', -23.97, -46.3),
  port('ARBUE', 'Buenos Aires', 'Argentina', -34.59, -58.37),
  port('CLVAP', 'Valparaíso', 'Chile', -33.04, -71.63),
  port('ZACPT', 'Cape Town', 'South Africa', -33.91, 18.43),
  port('NGLOS', 'Lagos', 'Nigeria', 6.44, 3.4),
  port('KEMBA', 'Mombasa', 'Kenya', -4.06, 39.66),
  port('EGALY', 'Alexandria', 'Egypt', 31.19, 29.87),
  port('AEJEA', 'Jebel Ali', 'United Arab Emirates', 25.01, 55.06),
  port('INBOM', 'Mumbai', 'India', 18.95, 72.85),
  port('LKCMB', 'Colombo', 'Sri Lanka', 6.95, 79.84),
  port('SGSIN', 'Singapore', 'Singapore', 1.26, 103.83),
  port('HKHKG', 'Hong Kong', 'China', 22.33, 114.13),
  port('CNSHA', 'Shanghai', 'China', 31.36, 121.61),
  port('KRPUS', 'Busan', 'South Korea', 35.1, 129.04),
  port('JPTYO', 'Tokyo', 'Japan', 35.61, 139.79),
  port('AUSYD', 'Sydney', 'Australia', -33.86, 151.2),
  port('NZAKL', 'Auckland', 'New Zealand', -36.84, 174.77),
]

/** By code, by name, or by the only name that begins so. */
export function findPort(text) {
  const wanted = plain(text)
  const exact = PORTS.find(({ code, name }) => plain(code) === wanted || plain(name) === wanted)
  const beginning = PORTS.filter(({ name }) => plain(name).startsWith(wanted))
  return exact ?? (wanted !== '' && beginning.length === 1 ? beginning[0] : undefined)
}

function plain(text) {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
}

/** Great-circle distance by the haversine formula, in nautical miles; the earth taken as a sphere. */
export function distanceNm(from, to) {
  const rad = (degrees) => (degrees * Math.PI) / 180
  const half = (a, b) => Math.sin(rad(b - a) / 2) ** 2
  const h = half(from.lat, to.lat) + Math.cos(rad(from.lat)) * Math.cos(rad(to.lat)) * half(from.lon, to.lon)
  return 2 * EARTH_RADIUS_NM * Math.asin(Math.sqrt(h))
}

/** Each kind's units, as multiples of its first. Temperature has offsets, so it stands apart. */
export const UNITS = {
  length: { m: 1, km: 1_000, ft: 0.3048, yd: 0.9144, mi: 1_609.344, nm: 1_852, fathom: 1.8288 },
  speed: { 'm/s': 1, 'km/h': 1 / 3.6, kn: 1_852 / 3_600, mph: 0.44704 },
  mass: { kg: 1, g: 0.001, t: 1_000, lb: 0.45359237, oz: 0.028349523125 },
  volume: { l: 1, ml: 0.001, m3: 1_000, gal: 3.785411784, bbl: 158.987294928 },
  pressure: { hPa: 1, bar: 1_000, psi: 68.9475729, mmHg: 1.333223874 },
  temperature: { C: 1, F: 1, K: 1 },
}

const TO_CELSIUS = { C: (v) => v, F: (v) => ((v - 32) * 5) / 9, K: (v) => v - 273.15 }
const FROM_CELSIUS = { C: (v) => v, F: (v) => (v * 9) / 5 + 32, K: (v) => v + 273.15 }

/** The converted value, or a sentence that says why there is none. */
export function convert(value, from, to) {
  const [source, target] = [findUnit(from), findUnit(to)]
  const unknown = !source ? from : !target ? to : undefined
  if (unknown !== undefined) return `There is no unit "${unknown}" here.`
  if (source.kind !== target.kind) return `${from} is a unit of ${source.kind}, ${to} of ${target.kind}.`
  const { kind } = source
  const result =
    kind === 'temperature'
      ? FROM_CELSIUS[target.unit](TO_CELSIUS[source.unit](value))
      : (value * UNITS[kind][source.unit]) / UNITS[kind][target.unit]
  return { value: Number(result.toPrecision(10)), unit: target.unit, kind }
}

function findUnit(text) {
  for (const [kind, units] of Object.entries(UNITS)) {
    const names = Object.keys(units)
    const unit =
      names.find((name) => name === text) ?? names.find((name) => name.toLowerCase() === text.toLowerCase())
    if (unit) return { kind, unit }
  }
  return undefined
}

const WORDS_PER_MINUTE = 238

export function wordStatistics(text) {
  const words = text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []
  const counts = new Map()
  for (const word of words) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1)
  const frequent = [...counts]
    .filter(([word]) => word.length > 3)
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, 5)
    .map(([word, count]) => ({ word, count }))
  return {
    characters: [...text].length,
    words: words.length,
    sentences: (text.match(/[^.!?]+[.!?]+(?=\s|$)|[^.!?\s][^.!?]*$/gu) ?? []).length,
    paragraphs: text.split(/\n\s*\n/).filter((part) => part.trim() !== '').length,
    reading_minutes: Math.round((words.length / WORDS_PER_MINUTE) * 10) / 10,
    frequent,
  }
}

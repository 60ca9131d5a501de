/** Places as people write, copy and paste them. */

export interface Place {
  latitude: number;
  longitude: number;
}

function placeOf(latitude: number, longitude: number): Place | null {
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  // Seven places are a centimetre.
  const round = (value: number): number => Math.round(value * 1e7) / 1e7 || 0;
  return { latitude: round(latitude), longitude: round(longitude) };
}

/** In addresses of maps: where the latitude and the longitude stand. */
const ADDRESSES: readonly RegExp[] = [
  // Where a marker stands says more than where the map looks.
  /!3d(?<lat>[+-]?\d+(?:\.\d+)?)!4d(?<lon>[+-]?\d+(?:\.\d+)?)/,
  /[?&]mlat=(?<lat>[+-]?\d+(?:\.\d+)?)&mlon=(?<lon>[+-]?\d+(?:\.\d+)?)/,
  /[?&](?:q|ll|query|sll|center|daddr|destination)=(?:loc:)?(?<lat>[+-]?\d+(?:\.\d+)?)(?:,|%2C)(?<lon>[+-]?\d+(?:\.\d+)?)/i,
  /#map=\d+(?:\.\d+)?\/(?<lat>[+-]?\d+(?:\.\d+)?)\/(?<lon>[+-]?\d+(?:\.\d+)?)/,
  /@(?<lat>[+-]?\d+(?:\.\d+)?),(?<lon>[+-]?\d+(?:\.\d+)?)/,
  /^geo:(?<lat>[+-]?\d+(?:\.\d+)?),(?<lon>[+-]?\d+(?:\.\d+)?)/i,
];

/** The place that some text tells, null when it tells none (or is of no place on earth). */
export function parsePlace(text: string): Place | null {
  const clean = text.trim();
  for (const address of /^(https?|geo):/i.test(clean) ? ADDRESSES : []) {
    const found = address.exec(clean)?.groups;
    if (found) return placeOf(Number(found['lat']), Number(found['lon']));
  }
  if (/^https?:/i.test(clean)) return null;
  const iso = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)(?:[+-]\d+(?:\.\d+)?)?\/?$/.exec(clean);
  if (iso) return placeOf(Number(iso[1]), Number(iso[2]));
  return parseAngles(clean);
}

interface Angle {
  value: number;
  axis: 'lat' | 'lon' | null;
}

const EAST = /[EO]/;

function parseAngles(text: string): Place | null {
  const halves = split(
    text
      .toUpperCase()
      .replace(/[−–]/g, '-')
      .replace(/LATITUDE|LAT(?=[^A-Z]|$)|LONGITUDE|LON(?:G)?(?=[^A-Z]|$)|[:=()[\]{}]/g, ' ')
      .replace(/NORTH|NORD/g, 'N')
      .replace(/SOUTH|SÜD/g, 'S')
      .replace(/EAST|OST/g, 'E')
      .replace(/WEST/g, 'W')
      .trim(),
  );
  const [first, second] = halves?.map(angle) ?? [];
  if (!first || !second) return null;
  if (first.axis === 'lon' || second.axis === 'lat') {
    return first.axis === 'lat' || second.axis === 'lon' ? null : placeOf(second.value, first.value);
  }
  return placeOf(first.value, second.value);
}

/** One half for each angle. */
function split(text: string): [string, string] | null {
  const pair = (parts: readonly string[]): [string, string] | null => {
    const [a, b] = parts.map((part) => part.trim());
    return parts.length === 2 && a && b ? [a, b] : null;
  };
  // Between letters of the compass, whichever side of the number they stand on.
  const after =
    /^(.*?\d[^NSEWO]*[NS])[\s,;/]*(.*\d[^NSEWO]*[EWO])$|^(.*?\d[^NSEWO]*[EWO])[\s,;/]*(.*\d[^NSEWO]*[NS])$/.exec(text);
  if (after) return pair([after[1] ?? after[3] ?? '', after[2] ?? after[4] ?? '']);
  const before = /^([NS][^NSEWO]*\d[^NSEWO]*)([EWO].*)$|^([EWO][^NSEWO]*\d[^NSEWO]*)([NS].*)$/.exec(text);
  if (before) {
    return pair(
      [before[1] ?? before[3] ?? '', before[2] ?? before[4] ?? ''].map((part) => part.replace(/[,;/\s]+$/, '')),
    );
  }
  for (const between of [/\s*[;/|\t\n]\s*/, /,\s+/, /\s+,\s*/]) {
    const found = pair(text.split(between));
    if (found) return found;
  }
  // "47.6,-122.3"; but "47,6" is one number.
  const commas = text.split(',');
  if (commas.length === 2) return pair(commas);
  // "47,6,-122,3"
  if (commas.length === 4) return pair([commas.slice(0, 2).join(','), commas.slice(2).join(',')]);
  const words = text.split(/\s+/);
  return words.length % 2 === 0
    ? pair([words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')])
    : null;
}

/** Degrees of "47° 37′ 38.4″ N", "N47 37.64", "-122.3373" and the like. */
function angle(text: string): Angle | null {
  const letters = text.match(/[NSEWO]/g) ?? [];
  if (letters.length > 1 || !/^[NSEWO]?[^NSEWO]*[NSEWO]?$/.test(text.trim())) return null;
  const [letter] = letters;
  const numbers = text.replace(/[NSEWO]/g, ' ').replace(/(\d),(\d)/g, '$1.$2');
  const parts =
    /^\s*([+-]?)\s*(\d+(?:\.\d+)?)\s*(?:[°ºD\s]\s*(?:(\d+(?:\.\d+)?)\s*(?:['′’M\s]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:"|″|”|''|′′|’’|S)?)?)?)?\s*$/.exec(
      numbers,
    );
  if (!parts) return null;
  const [, sign, degrees, minutes = '0', seconds = '0'] = parts;
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return null;
  // Only the last part has a fraction.
  if (
    (degrees?.includes('.') && Number(minutes) + Number(seconds) > 0) ||
    (minutes.includes('.') && Number(seconds) > 0)
  )
    return null;
  if (letter && sign) return null;
  const value = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  const negative = sign === '-' || letter === 'S' || letter === 'W';
  const axis = !letter ? null : letter === 'W' || EAST.test(letter) ? 'lon' : 'lat';
  return { value: negative ? -value : value, axis };
}

/** "47.62717, -122.33733": what every map understands. */
export function plainPlace({ latitude, longitude }: Place): string {
  const digits = (value: number): string => String(Math.round(value * 1e6) / 1e6);
  return `${digits(latitude)}, ${digits(longitude)}`;
}

/** The place in the program for maps of this device. */
export function geoLink(place: Place): string {
  return `geo:${plainPlace(place).replace(' ', '')}`;
}

/** The place at OpenStreetMap: only ever a link that somebody follows. */
export function mapLink({ latitude, longitude }: Place): string {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
}

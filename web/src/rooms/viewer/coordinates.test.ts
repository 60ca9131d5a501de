import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geoLink, mapLink, parsePlace, plainPlace } from './coordinates';

const SEATTLE = { latitude: 47.6270833, longitude: -122.3373333 };

describe('parsePlace', () => {
  it.each([
    '47.6270833, -122.3373333',
    '47.6270833,-122.3373333',
    '47.6270833 -122.3373333',
    '47.6270833;-122.3373333',
    '47,6270833; -122,3373333',
    '47,6270833, -122,3373333',
    '47,6270833,-122,3373333',
    '  (47.6270833, -122.3373333) ',
    '47.6270833° N, 122.3373333° W',
    '47.6270833°N 122.3373333°W',
    '47.6270833N122.3373333W',
    'N 47.6270833 W 122.3373333',
    'N47.6270833, W122.3373333',
    '122.3373333 W, 47.6270833 N',
    'lat 47.6270833 lon -122.3373333',
    'Latitude: 47.6270833, Longitude: -122.3373333',
    '47.6270833 Nord, 122.3373333 West',
    'geo:47.6270833,-122.3373333?z=12',
    '+47.6270833-122.3373333/',
    '+47.6270833-122.3373333+012.5/',
    '47.6270833, −122.3373333',
    'https://www.google.com/maps/@47.6270833,-122.3373333,17z',
    'https://www.google.com/maps/place/X/@47.1,-122.1,17z/data=!3m1!4b1!4m5!3m4!8m2!3d47.6270833!4d-122.3373333',
    'https://maps.google.com/?q=47.6270833,-122.3373333',
    'https://maps.apple.com/?ll=47.6270833,-122.3373333&q=Here',
    'https://www.google.com/maps/search/?api=1&query=47.6270833%2C-122.3373333',
    'https://www.openstreetmap.org/#map=17/47.6270833/-122.3373333',
    'https://www.openstreetmap.org/?mlat=47.6270833&mlon=-122.3373333#map=5/1/2',
  ])('understands %s', (text) => {
    expect(parsePlace(text)).toEqual(SEATTLE);
  });

  it.each([
    ['47°37′37.5″N 122°20′14.4″W'],
    ['47° 37\' 37.5" N, 122° 20\' 14.4" W'],
    ["47°37'37.5''N, 122°20'14.4''W"],
    ['N 47° 37.625 W 122° 20.24'],
    ['N47 37.625 W122 20.24'],
    ['47 37 37.5 N 122 20 14.4 W'],
    ['47 37 37.5, -122 20 14.4'],
    ['-122° 20′ 14,4″ E'.replace('-122', '122').replace(' E', ' W').concat(', 47° 37′ 37,5″ N')],
  ])('reads degrees, minutes and seconds: %s', (text) => {
    const place = parsePlace(text);
    expect(place?.latitude).toBeCloseTo(47.6270833, 6);
    expect(place?.longitude).toBeCloseTo(-122.3373333, 6);
  });

  it('knows that O is east in German', () => {
    expect(parsePlace('52,5° N, 13,4° O')).toEqual({ latitude: 52.5, longitude: 13.4 });
  });

  it.each([
    '',
    'somewhere nice',
    '47.6',
    '91, 0',
    '0, 181',
    '47.6 N, 12 N',
    '47.6 E, 12 W',
    '47° 61′ N, 3° E',
    '47.5° 30′ N, 3° E',
    '-47 S, 3 E',
    '47.6, -122.3, 5',
    'NaN, NaN',
    'https://example.org/47.6,-122.3',
    '1e3, 2',
  ])('takes %s for no place', (text) => {
    expect(parsePlace(text)).toBeNull();
  });

  it('reads again what it writes', () => {
    const degree = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
    fc.assert(
      fc.property(degree(90), degree(180), (latitude, longitude) => {
        const place = { latitude, longitude };
        for (const text of [plainPlace(place), geoLink(place)]) {
          const again = parsePlace(text);
          expect(again?.latitude).toBeCloseTo(latitude, 5);
          expect(again?.longitude).toBeCloseTo(longitude, 5);
        }
      }),
    );
    expect(parsePlace(mapLink(SEATTLE))).toEqual(SEATTLE);
  });

  it('never breaks over what is pasted', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom('', 'geo:', 'https://', 'N', '47,'), (text, head) => {
        const place = parsePlace(head + text);
        if (place) expect(Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180).toBe(true);
      }),
    );
  });
});

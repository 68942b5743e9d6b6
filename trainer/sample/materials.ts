/** R, G, B, 0–255. */
export type Color = readonly [number, number, number];

/** What can be scooped, each with the corner that it usually stands in (table units). */
export const MATERIALS = [
  { name: "red beans", color: [178, 34, 34], home: { x: 0.16, y: 0.28 } },
  { name: "green peas", color: [60, 150, 60], home: { x: 0.84, y: 0.28 } },
  { name: "yellow corn", color: [240, 200, 40], home: { x: 0.16, y: 0.82 } },
  { name: "blue berries", color: [50, 70, 180], home: { x: 0.84, y: 0.82 } },
] as const satisfies { name: string; color: Color; home: { x: number; y: number } }[];

export type Material = (typeof MATERIALS)[number];

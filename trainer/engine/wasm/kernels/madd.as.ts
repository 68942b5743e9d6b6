// @ts-nocheck

/** x·y + z. One rounding where the build may use fused multiply-add (relaxed SIMD), else two. */
// @ts-expect-error: decorator
@inline export function madd(x: v128, y: v128, z: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, z) : f32x4.add(f32x4.mul(x, y), z);
}

/** Sum of the four lanes. */
// @ts-expect-error: decorator
@inline export function lanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

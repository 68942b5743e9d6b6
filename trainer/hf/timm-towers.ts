/** What the original builds for a vision_backbone_id; DINOv2 comes first where there are two. */
export const TIMM_IDS: Record<string, { ids: string[]; imageSizes: number[] } | undefined> = {
  "dinosiglip-vit-so-224px": {
    ids: ["vit_large_patch14_reg4_dinov2.lvd142m", "vit_so400m_patch14_siglip_224"],
    imageSizes: [224, 224],
  },
  "siglip-vit-so400m": { ids: ["vit_so400m_patch14_siglip_224"], imageSizes: [224] },
  "dinov2-vit-l": { ids: ["vit_large_patch14_reg4_dinov2.lvd142m"], imageSizes: [224] },
};

/** A timm VisionTransformer's shapes. Prefix tokens are one class token and the registers, or none (registers null). */
export type TimmTower = {
  patch: number;
  width: number;
  depth: number;
  heads: number;
  mlp: number;
  registers: number | null;
  /** Ends in an attention pool, which the policy never uses. */
  hasPool: boolean;
};

/** Shapes by timm's name, without the tag of the weights (".lvd142m"). */
export function timmTower(id: string): TimmTower | undefined {
  return TOWERS[id.split(".")[0]!];
}

const dino = (width: number, depth: number, heads: number): TimmTower => ({
  patch: 14,
  width,
  depth,
  heads,
  mlp: 4 * width,
  registers: 4,
  hasPool: false,
});

const siglip = (patch: number, width: number, depth: number, heads: number, mlp: number): TimmTower => ({
  patch,
  width,
  depth,
  heads,
  mlp,
  registers: null,
  hasPool: true,
});

const TOWERS: Record<string, TimmTower | undefined> = {
  vit_small_patch14_reg4_dinov2: dino(384, 12, 6),
  vit_base_patch14_reg4_dinov2: dino(768, 12, 12),
  vit_large_patch14_reg4_dinov2: dino(1024, 24, 16),
  vit_base_patch16_siglip_224: siglip(16, 768, 12, 12, 3072),
  vit_large_patch16_siglip_256: siglip(16, 1024, 24, 16, 4096),
  vit_so400m_patch14_siglip_224: siglip(14, 1152, 27, 16, 4304),
};

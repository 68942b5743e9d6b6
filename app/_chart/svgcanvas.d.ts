// The package has no types of its own.
declare module "svgcanvas" {
  /** A canvas context that writes what is drawn as SVG. */
  export class Context extends CanvasRenderingContext2D {
    constructor(size: { width: number; height: number });
    getSerializedSvg(): string;
  }
}

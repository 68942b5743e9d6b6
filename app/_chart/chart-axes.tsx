import { memo } from "react";
import { CartesianGrid, LineChart as RechartsFrame, XAxis, YAxis } from "recharts";
import { MARGIN, X_AXIS_HEIGHT } from "./layout.ts";
import type { XKind } from "./prepare-series.ts";
import { gapOf, xTickLabel, yTickLabel } from "./tick-label.ts";

/** Primitives only, ticks as "0,50,100": a live point that moves no axis must not render recharts again. */
type Props = {
  width: number;
  height: number;
  axisWidth: number;
  xMin: number;
  xMax: number;
  xTicks: string;
  xKind: XKind;
  yMin: number;
  yMax: number;
  yTicks: string;
  yLog: boolean;
  locale: string;
};

const noLines = () => [];
const AXIS = { stroke: "var(--vela-border-strong)" } as const;

/** Grid and axes, drawn by recharts; it never sees a series. */
export const ChartAxes = memo(function ChartAxes(props: Props) {
  const { width, height, axisWidth, xMin, xMax, xKind, yMin, yMax, yLog, locale } = props;
  const xTicks = parseTicks(props.xTicks);
  const yTicks = parseTicks(props.yTicks);
  const corners = [
    { x: xMin, y: yMin },
    { x: xMax, y: yMax },
  ];
  return (
    <RechartsFrame width={width} height={height} margin={MARGIN} data={corners} accessibilityLayer={false}>
      <CartesianGrid
        stroke="var(--vela-border)"
        vertical={false}
        // Else it measures every label of the x axis for lines that it does not draw.
        verticalCoordinatesGenerator={noLines}
        syncWithTicks
      />
      <XAxis
        dataKey="x"
        type="number"
        domain={[xMin, xMax]}
        ticks={xTicks}
        interval={0}
        niceTicks="none"
        height={X_AXIS_HEIGHT}
        tick={<Tick anchor="middle" dy="0.71em" format={(value) => xTickLabel(value, xKind, gapOf(xTicks), locale)} />}
        tickLine={AXIS}
        tickSize={4}
        tickMargin={4}
        axisLine={AXIS}
        allowDataOverflow
      />
      <YAxis
        dataKey="y"
        type="number"
        scale={yLog ? "log" : "linear"}
        domain={[yMin, yMax]}
        ticks={yTicks}
        interval={0}
        niceTicks="none"
        width={axisWidth}
        tick={<Tick anchor="end" dy="0.355em" format={(value) => yTickLabel(value, gapOf(yTicks), yLog, locale)} />}
        tickLine={false}
        tickMargin={4}
        axisLine={false}
        allowDataOverflow
      />
    </RechartsFrame>
  );
});

type TickProps = {
  anchor: "middle" | "end";
  dy: string;
  format: (value: number) => string;
  /** These three come from recharts. */
  x?: number;
  y?: number;
  payload?: { value: number };
};

/** The words at a tick. Those of recharts measure themselves to wrap, and every measure lays the page out anew. */
function Tick({ anchor, dy, format, x, y, payload }: TickProps) {
  return (
    <text x={x} y={y} dy={dy} textAnchor={anchor} fontSize={11} fill="var(--vela-dim)">
      {payload && format(payload.value)}
    </text>
  );
}

function parseTicks(ticks: string): number[] {
  return ticks === "" ? [] : ticks.split(",").map(Number);
}

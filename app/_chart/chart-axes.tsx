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

const TICK = { fontSize: 11, fill: "var(--vela-dim)" } as const;
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
      <CartesianGrid stroke="var(--vela-border)" vertical={false} syncWithTicks />
      <XAxis
        dataKey="x"
        type="number"
        domain={[xMin, xMax]}
        ticks={xTicks}
        interval={0}
        height={X_AXIS_HEIGHT}
        tick={TICK}
        tickLine={AXIS}
        tickSize={4}
        tickMargin={4}
        axisLine={AXIS}
        allowDataOverflow
        tickFormatter={(value: number) => xTickLabel(value, xKind, gapOf(xTicks), locale)}
      />
      <YAxis
        dataKey="y"
        type="number"
        scale={yLog ? "log" : "linear"}
        domain={[yMin, yMax]}
        ticks={yTicks}
        interval={0}
        width={axisWidth}
        tick={TICK}
        tickLine={false}
        tickMargin={4}
        axisLine={false}
        allowDataOverflow
        tickFormatter={(value: number) => yTickLabel(value, gapOf(yTicks), yLog, locale)}
      />
    </RechartsFrame>
  );
});

function parseTicks(ticks: string): number[] {
  return ticks === "" ? [] : ticks.split(",").map(Number);
}

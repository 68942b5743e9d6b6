import tables from "./table.module.css";
import { useFormat } from "./use-format.ts";
import { useMetricName } from "./use-metric-name.ts";

type Keys = { keys: readonly string[] };

/** Column heads of metrics, by their names for people; the full name stands in the title. */
export function MetricHeads({ keys }: Keys) {
  const nameOf = useMetricName();
  return keys.map((key) => (
    <th key={key} scope="col" className={tables.numeric} title={key}>
      {nameOf(key)}
    </th>
  ));
}

/** One row's values under `MetricHeads`. */
export function MetricCells({ keys, values }: Keys & { values: Readonly<Record<string, string | number>> }) {
  const format = useFormat();
  return keys.map((key) => (
    <td key={key} className={tables.numeric}>
      {format.number(values[key])}
    </td>
  ));
}

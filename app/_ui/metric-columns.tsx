import { useText } from "#app/_i18n/use-text.ts";
import { METRICS } from "#trainer/contract/metrics.ts";
import tables from "./table.module.css";
import { useFormat } from "./use-format.ts";

type Keys = { keys: readonly string[] };

/** Column heads of metrics, by their names for people; the full name stands in the title. */
export function MetricHeads({ keys }: Keys) {
  const text = useText();
  return keys.map((key) => (
    <th key={key} scope="col" className={tables.numeric} title={key}>
      {METRICS[key] ? text(METRICS[key].label) : key}
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

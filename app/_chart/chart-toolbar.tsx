import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconDots,
  IconFileTypeCsv,
  IconFileTypeSvg,
  IconLink,
  IconPhoto,
  IconTable,
  IconZoomReset,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import styles from "./chart-panel.module.css";

type Props = {
  yLog: boolean;
  isZoomed: boolean;
  isTableShown: boolean;
  isEnlarged: boolean;
  onYLog: (yLog: boolean) => void;
  onResetZoom: () => void;
  onTable: (isShown: boolean) => void;
  onEnlarge: (isEnlarged: boolean) => void;
  savePng: () => void;
  saveSvg: () => void;
  saveCsv: () => void;
  /** Without it the chart has no address of its own. */
  copyLink: (() => void) | undefined;
  /** Further entries of the menu. */
  menu: ReactNode;
};

const ICON = { size: 15, stroke: 1.6 } as const;

/** The buttons in a chart's header. */
export function ChartToolbar(props: Props) {
  const { yLog, isZoomed, isTableShown, isEnlarged } = props;
  const t = useTranslations("chart");
  const EnlargeIcon = isEnlarged ? IconArrowsMinimize : IconArrowsMaximize;
  const enlarge = t(isEnlarged ? "shrink" : "enlarge");
  return (
    <>
      {isZoomed && (
        <ActionIcon size={24} onClick={props.onResetZoom} aria-label={t("resetZoom")} title={t("resetZoom")}>
          <IconZoomReset {...ICON} />
        </ActionIcon>
      )}
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={yLog}
        title={t("logScale")}
        aria-label={t("logScale")}
        onClick={() => props.onYLog(!yLog)}
      >
        log
      </button>
      <ActionIcon size={24} onClick={() => props.onEnlarge(!isEnlarged)} aria-label={enlarge} title={enlarge}>
        <EnlargeIcon {...ICON} />
      </ActionIcon>
      <Menu position="bottom-end" zIndex={400}>
        <Menu.Target>
          <ActionIcon size={24} aria-label={t("moreActions")} title={t("moreActions")}>
            <IconDots {...ICON} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTable {...ICON} />} onClick={() => props.onTable(!isTableShown)}>
            {t(isTableShown ? "hideTable" : "showTable")}
          </Menu.Item>
          <Menu.Item leftSection={<IconPhoto {...ICON} />} onClick={props.savePng}>
            {t("downloadPng")}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileTypeSvg {...ICON} />} onClick={props.saveSvg}>
            {t("downloadSvg")}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileTypeCsv {...ICON} />} onClick={props.saveCsv}>
            {t("downloadCsv")}
          </Menu.Item>
          {props.copyLink && (
            <Menu.Item leftSection={<IconLink {...ICON} />} onClick={props.copyLink}>
              {t("copyLink")}
            </Menu.Item>
          )}
          {!isEnlarged && props.menu}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

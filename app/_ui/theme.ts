import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  Modal,
  NativeSelect,
  NumberInput,
  Popover,
  Select,
  Skeleton,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

const CHINESE = '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei"';

/** Mantine, made dense and quiet: 13 px text, 28 px controls, one accent. */
export const theme = createTheme({
  // The greys of tokens.css, for what Mantine draws by itself: lightest text to deepest background.
  colors: {
    dark: [
      "#dcdfe5",
      "#b9bfc9",
      "#9aa1ad",
      "#6b7380",
      "#434a56",
      "#2b3038",
      "#1b1f25",
      "#171a1f",
      "#121519",
      "#0c0e11",
    ],
  },
  primaryColor: "indigo",
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: 4,
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: `"Inter Variable", ${CHINESE}, system-ui, sans-serif`,
  fontFamilyMonospace: `"JetBrains Mono Variable", ${CHINESE}, ui-monospace, monospace`,
  headings: { fontWeight: "600" },
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: 28 } }),
    Alert: Alert.extend({ defaultProps: { variant: "light" } }),
    Badge: Badge.extend({ defaultProps: { radius: 3, tt: "none", fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: "compact-sm", variant: "default", h: 28, px: 10, fw: 500 } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 120 } } }),
    Modal: Modal.extend({ defaultProps: { transitionProps: { duration: 120 }, overlayProps: { opacity: 0.4 } } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: "xs" } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 120 } } }),
    Select: Select.extend({ defaultProps: { size: "xs" } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 3 } }),
    Switch: Switch.extend({ defaultProps: { size: "sm" } }),
    TagsInput: TagsInput.extend({ defaultProps: { size: "xs" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 300,
        multiline: true,
        maw: 320,
        withArrow: false,
        events: { hover: true, focus: true, touch: true },
      },
    }),
  },
});

/** Mantine's own dimmed text is too pale for 4.5:1; its greys become ours. */
export const cssVariables: CSSVariablesResolver = () => {
  const ours = {
    "--mantine-color-body": "var(--vela-surface)",
    "--mantine-color-text": "var(--vela-text)",
    "--mantine-color-dimmed": "var(--vela-dim)",
    "--mantine-color-placeholder": "var(--vela-dim)",
    "--mantine-color-anchor": "var(--vela-accent)",
    "--mantine-color-error": "var(--vela-bad)",
    "--mantine-color-default": "var(--vela-surface)",
    "--mantine-color-default-hover": "var(--vela-hover)",
    "--mantine-color-default-border": "var(--vela-border-strong)",
    "--mantine-color-default-color": "var(--vela-text)",
    "--mantine-color-gray-light-color": "var(--vela-dim)",
    "--mantine-color-indigo-light-color": "var(--vela-accent)",
    "--mantine-color-red-light-color": "var(--vela-bad)",
    "--mantine-color-orange-light-color": "var(--vela-warn)",
    "--mantine-color-green-light-color": "var(--vela-good)",
  };
  return { variables: {}, light: ours, dark: ours };
};

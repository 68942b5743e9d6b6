import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { SettingsPage } from "./_parts/settings-page.tsx";

export const generateMetadata = () => pageMetadata("settings");

export default function Page() {
  return <SettingsPage />;
}

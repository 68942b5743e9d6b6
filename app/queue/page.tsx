import { pageMetadata } from "#app/_i18n/page-metadata.ts";
import { QueuePage } from "./_parts/queue-page.tsx";

export const generateMetadata = () => pageMetadata("queue");

export default function Page() {
  return <QueuePage />;
}

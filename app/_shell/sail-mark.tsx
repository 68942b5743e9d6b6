/** Vela is Latin for sails: two of them, an energy gap apart. */
export function SailMark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 26 26" fill="none" aria-hidden="true">
      <path d="M12 3v17H4.5C8 15.5 11 9.5 12 3Z" fill="currentColor" />
      <path d="M15 6.5c1.2 5.4 3.6 10 7 13.5h-7V6.5Z" fill="currentColor" opacity=".55" />
      <path
        d="M3 22.7c3.3 1.1 6.7 1.1 10 0s6.7-1.1 10 0"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** Sixteen rhumb lines and a rose of four winds, each wind with its lit and its shaded side. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <g stroke="currentColor" strokeWidth="0.75" opacity="0.55">
        <path d="m12 12 6.5-6.5M12 12l6.5 6.5M12 12l-6.5 6.5M12 12 5.5 5.5" />
        <circle cx="12" cy="12" r="9.6" fill="none" strokeWidth="1" />
        <path d="m15.67 3.13-.6 1.45M20.87 8.33l-1.45.6M20.87 15.67l-1.45-.6M15.67 20.87l-.6-1.45M8.33 20.87l.6-1.45M3.13 15.67l1.45-.6M3.13 8.33l1.45.6M8.33 3.13l.6 1.45" />
      </g>
      <path d="M12 1v11l2.1-2.1ZM23 12H12l2.1 2.1ZM12 23V12l-2.1 2.1ZM1 12h11L9.9 9.9Z" fill="currentColor" />
      <path
        d="M12 1 9.9 9.9 12 12ZM23 12l-8.9-2.1L12 12ZM12 23l2.1-8.9L12 12ZM1 12l8.9 2.1L12 12Z"
        fill="currentColor"
        opacity="0.4"
      />
    </svg>
  )
}

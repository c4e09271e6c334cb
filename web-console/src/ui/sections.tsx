import './sections.css';
import { Link, useLocation } from 'wouter';

/** The pages that belong to one place, as a line of links. */
export function Sections(props: {
  label: string;
  pages: readonly {
    readonly path: string;
    readonly text: string;
    readonly testId: string;
    /** Of what waits there. */
    readonly count?: number;
  }[];
}) {
  const [location] = useLocation();
  return (
    <nav className="sections" aria-label={props.label}>
      {props.pages.map(({ path, text, testId, count = 0 }) => (
        <Link
          key={path}
          href={path}
          aria-current={location.startsWith(path) ? 'page' : undefined}
          data-testid={testId}
        >
          {count === 0 ? text : `${text} (${count})`}
        </Link>
      ))}
    </nav>
  );
}

import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startI18n, storedLanguage } from './i18n/i18n.ts';
import { createQueries } from './session/queries.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App i18n={startI18n(storedLanguage())} queries={createQueries()} />);

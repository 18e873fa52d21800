import { Hello } from '@repo/ui';
import { createRoot } from 'react-dom/client';

createRoot(document.getElementById('root')).render(<Hello name="the page" />);

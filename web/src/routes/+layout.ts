/** Nothing is rendered on the server: what is served is a shell, and the rest is asked of the API. */
export const ssr = false;
export const prerender = false;

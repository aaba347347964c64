/** What stands for the site's own address while it is built; in the folder that comes of it every address is relative. */
export const BASE = "/base-of-this-site/";

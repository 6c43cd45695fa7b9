/** The page before its script has drawn anything. */
export const pageMarkup = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/console.css">
<title>qualification-kit console</title>
<script type="module" src="/page/main.js"></script>
</head>
<body>
<header>
<h1 id="title">qualification-kit console</h1>
<p id="connection" role="status"></p>
</header>
<main>
<section id="log" aria-labelledby="log-title">
<h2 id="log-title" class="unseen">Requests</h2>
<form id="filter" role="search" aria-label="Requests">
<label>Show <select name="verdict"><option value="">all</option><option value="any">any violation</option><option value="client">client violates</option><option value="service">service violates</option></select></label>
<label>Operation <select name="operation"><option value="">all</option></select></label>
<label>Status <select name="status"><option value="">all</option><option>2xx</option><option>3xx</option><option>4xx</option><option>5xx</option><option value="none">no answer</option></select></label>
<label class="search">Search <input type="search" name="q" autocomplete="off" spellcheck="false"></label>
<span class="buttons"><button type="button" id="pause" aria-pressed="false">Pause</button><button type="button" id="clear">Clear</button></span>
<p id="shown" role="status"></p>
</form>
<div id="list" role="grid" tabindex="0" aria-label="Requests" aria-rowcount="1">
<div role="rowgroup" class="heads"><div role="row" class="row" aria-rowindex="1"><span role="columnheader">Time</span><span role="columnheader">Request</span><span role="columnheader" class="number">Status</span><span role="columnheader" class="number">ms</span><span role="columnheader">Client</span><span role="columnheader">Service</span></div></div>
<div role="rowgroup" id="rows"></div>
<p id="empty">No request has come yet. The tab Connect has what a client needs.</p>
</div>
</section>
<section id="side" aria-labelledby="side-title">
<h2 id="side-title" class="unseen">About the selected request, and what can be switched</h2>
<div role="tablist" aria-label="Exchange and switches"></div>
</section>
</main>
<noscript><p class="notice">This page is drawn by its script.</p></noscript>
</body>
</html>
`;

/// The style of a page, except for its charts.
enum PageStyle {
    static let css = """
        :root{--ink:#1b1f24;--soft:#57606a;--line:#dde2e8;--paper:#fff;--panel:#f6f8fa;--link:#0b57c2;--mark:#2563eb14;--shade:#1b1f2430}
        @media (prefers-color-scheme:dark){
        :root{--ink:#e6edf3;--soft:#9aa5b1;--line:#30363d;--paper:#14181d;--panel:#1b2027;--link:#7db3ff;--mark:#6ea8fe1f;--shade:#000c}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;padding:2.5rem 1.5rem 4rem;max-width:72rem;background:var(--paper);color:var(--ink);\
        font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem;letter-spacing:-.015em;text-wrap:balance;overflow-wrap:anywhere}
        h2{font-size:1.3rem;line-height:1.3;margin:3rem 0 .75rem;letter-spacing:-.01em}
        h3{font-size:1rem;margin:2rem 0 .5rem}
        p{margin:.6rem 0;max-width:44rem}.lead{font-size:1.1rem;color:var(--soft)}.note{color:var(--soft);font-size:.9rem}
        a{color:var(--link)}
        .facts{display:grid;grid-template-columns:repeat(4,1fr);gap:.75rem;margin:1.5rem 0 0}
        .facts div{background:var(--panel);border:1px solid var(--line);border-radius:.6rem;padding:.6rem .8rem}
        .facts dt{font-size:.8rem;color:var(--soft)}
        .facts dd{margin:0;font-size:1.1rem;font-weight:600;font-variant-numeric:tabular-nums}
        nav{display:flex;flex-wrap:wrap;gap:.4rem 1.1rem;margin:1.5rem 0 0;padding:.7rem 0;\
        border:solid var(--line);border-width:1px 0}
        nav a{text-decoration:none;font-size:.92rem}nav a:hover{text-decoration:underline}
        figure{margin:1.75rem 0}figcaption{font-weight:600;margin-bottom:.6rem}.chart-figure{max-width:52rem}
        .choice{margin:1rem 0}.choice>label{font-size:.92rem;color:var(--soft)}
        select{font:inherit;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:.4rem;\
        padding:.3rem .5rem;max-width:100%}
        .chart-figure svg{display:block;width:100%;height:auto}
        .narrow{display:none}
        .scroll,.tree{overflow-x:auto;margin:1rem 0 1.75rem;border:1px solid var(--line);border-radius:.6rem;\
        background:linear-gradient(to right,var(--paper) 40%,transparent) 0 0/3.5rem 100% no-repeat local,\
        linear-gradient(to left,var(--paper) 40%,transparent) 100% 0/3.5rem 100% no-repeat local,\
        linear-gradient(to right,var(--shade),transparent) 0 0/1.4rem 100% no-repeat scroll,\
        linear-gradient(to left,var(--shade),transparent) 100% 0/1.4rem 100% no-repeat scroll}
        .scroll:focus-visible,.tree:focus-visible{outline:2px solid var(--link)}
        .caption{margin:2rem 0 -.4rem}
        table{border-collapse:separate;border-spacing:0;width:100%;font-size:.86rem;font-variant-numeric:tabular-nums}
        th,td{padding:.38rem .7rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
        th{font-weight:600;font-size:.8rem;color:var(--soft);vertical-align:bottom;border-bottom:2px solid var(--line)}
        td{white-space:nowrap}tbody tr:last-child td{border-bottom:0}
        .n{text-align:right}
        th:first-child,td:first-child{position:sticky;left:0;background:var(--paper)}
        .paper{color:var(--soft);font-style:italic}th.measured::after{content:" ●";color:#15803d;font-size:.7em}
        td.measured{background:var(--mark)}
        .unanswered{border-left:3px solid var(--link);background:var(--panel);padding:.5rem .8rem;\
        border-radius:0 .4rem .4rem 0}
        .legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:.85rem;color:var(--soft);margin:.5rem 0}
        .tree{margin:1rem 0 2rem;font-size:.84rem;font-variant-numeric:tabular-nums}
        .rows{min-width:max-content}
        .row{display:grid;grid-template-columns:minmax(var(--first),1fr) var(--rest);gap:.9em;padding:.26rem .8rem;\
        border-top:1px solid var(--line);list-style:none;white-space:nowrap}
        .row>*{overflow:hidden;text-overflow:ellipsis}.row>*:nth-child(n+3){text-align:right}
        .row>*:first-child{position:sticky;left:0;background:var(--paper)}
        .row.head{font-weight:600;color:var(--soft);border-top:0;border-bottom:1px solid var(--line)}
        summary.row{cursor:pointer}summary.row::-webkit-details-marker{display:none}
        summary.row:hover,summary.row:hover>*:first-child{background:var(--panel)}
        summary .name::before{content:"▸";display:inline-block;width:1.1em;color:var(--soft)}
        details[open]>summary .name::before{content:"▾"}
        .row.leaf .name{padding-left:1.1em}.name{display:inline}
        .row .kind{color:var(--soft)}.row b{font-weight:600}
        .bar{display:inline-block;height:.55em;border-radius:2px;background:var(--link);opacity:.75;vertical-align:middle;\
        margin-right:.4em}
        footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
        @media (max-width:640px){
        body{padding:1.25rem .9rem 3rem;font-size:15px}h1{font-size:1.55rem}h2{margin-top:2.25rem}
        .wide{display:none}.narrow{display:block}
        .facts{grid-template-columns:repeat(2,1fr)}.facts dd{font-size:1.02rem}
        td,th{padding:.35rem .55rem}
        .row{gap:.7em;padding:.3em .6em;grid-template-columns:minmax(8.5em,1fr) var(--rest)}.row .kind{display:none}
        th:first-child,td:first-child{max-width:9.5rem;white-space:normal;overflow-wrap:break-word}}
        @media print{
        :root{--ink:#000;--soft:#444;--line:#ccc;--paper:#fff;--panel:#f4f4f4;--link:#000;--mark:#f0f4ff}
        @page{margin:16mm 14mm}
        body{padding:0 2px;max-width:none;font-size:10pt}h1{font-size:20pt}h2{font-size:13pt;break-after:avoid}
        nav{display:none}figure,tr,.facts{break-inside:avoid}.wide{display:block;max-width:150mm}.narrow{display:none}
        .scroll,.tree{overflow:visible;border:0;background:none}table{font-size:7.6pt}td{white-space:normal}th,td{padding:2pt 4pt}
        thead{display:table-header-group}.tree{font-size:7pt}
        .row{gap:.4em;padding:1pt 0}.rows{min-width:0}.row>*:first-child{position:static}
        details::details-content{content-visibility:visible;display:block}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """
}

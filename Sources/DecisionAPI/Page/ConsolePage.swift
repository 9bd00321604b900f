/// The page at `/swagger-ui/`: three files of ours that need nothing from the network.
enum ConsolePage {
  static let html = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Policy Decision Point</title>
    <link rel="stylesheet" href="console.css">
    <script src="console.js" defer></script>
    </head>
    <body>
    <header><h1>Policy Decision Point</h1><p id="state" role="status"></p><p id="about"></p></header>
    <main id="operations"></main>
    <noscript><p>This page needs JavaScript; the document that it shows is <a href="../openapi.yaml">here</a>.</p></noscript>
    <footer><a href="../openapi.yaml">openapi.yaml</a> <a href="../openapi.json">openapi.json</a></footer>
    </body>
    </html>

    """
}

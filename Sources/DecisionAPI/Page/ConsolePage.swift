/// The page at `/swagger-ui/`.
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
    <body><main id="page"></main></body>
    </html>

    """

  static let style = """
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 56rem; padding: 1rem; }

    """

  static let script = """
    document.getElementById("page").textContent = "";

    """
}

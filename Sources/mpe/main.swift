import Foundation

StandardStreams.secure()
exit(await CommandLineTool.run(Array(CommandLine.arguments.dropFirst())))

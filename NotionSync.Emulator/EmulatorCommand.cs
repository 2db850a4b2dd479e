namespace NotionSync.Emulator;

/// <summary>The command line: starts the emulator, prints where it listens, serves until it is told to stop.</summary>
internal static class EmulatorCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var options = EmulatorOptions.Parse(args);

            if (options.HelpWanted)
            {
                Console.WriteLine(EmulatorOptions.Usage);
                return 0;
            }

            await using var server = await EmulatorServer.StartAsync(options, CancellationToken.None);
            Console.WriteLine($"listening on {server.BaseAddress.GetLeftPart(UriPartial.Authority)}");
            await server.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (error is FormatException or IOException)
        {
            await Console.Error.WriteLineAsync($"emulator: {error.Message}");
            return 2;
        }
    }
}

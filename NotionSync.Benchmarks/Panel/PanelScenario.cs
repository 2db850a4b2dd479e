using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using NotionSync.Benchmarks.Library;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Benchmarks.Panel;

/// <summary>Sets up a big library and a big workspace behind the real page; a script drives the browser.</summary>
internal static class PanelScenario
{
    public static async Task<int> RunAsync(string[] args)
    {
        var documents = Option(args, "--documents", 20_000);
        var results = Option(args, "--results", 5_000);

        await using var storage = await Azurite.StartAsync(persistent: false);
        var tables = new TableServiceClient(storage.ConnectionString);
        await tables.GetTableClient(StorageNames.DocumentsTable).CreateIfNotExistsAsync();
        await LibraryScenario.FillAsync(tables, "demo", documents);
        Console.WriteLine($"{documents} documents are written.");

        using var keys = new TemporaryFolder();
        await using var notion = await ChildProcess.StartAsync(
            "NotionSync.Emulator", new Dictionary<string, string>(), null, "--urls", "http://127.0.0.1:0", "--requests-per-minute", "0", "--generate", $"database,rows={results},blocks=1");
        await using var app = await ChildProcess.StartAsync(
            "NotionSync.LocalHost",
            new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = storage.ConnectionString,
                ["Notion__BaseUrl"] = notion.Address.ToString(),
                ["Notion__RequestsPerMinute"] = "0",
                ["Secrets__KeyRingFolder"] = keys.Path,
                ["LOCALHOST_URL"] = "http://127.0.0.1:0",
            });

        using var script = Process.Start("node", [RepositoryRoot.File("NotionSync.AdminPanel", "scripts", "measure.mjs"), app.Address.ToString(), $"{documents}", $"{results}"]);
        await script.WaitForExitAsync();
        return script.ExitCode;
    }

    private static int Option(string[] args, string name, int otherwise)
        => Array.IndexOf(args, name) is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}

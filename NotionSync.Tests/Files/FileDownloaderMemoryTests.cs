using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NotionSync.Files;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Files;

[Collection(Alone.Name)]
public sealed class FileDownloaderMemoryTests
{
    [Fact]
    public async Task Sixty_megabytes_pass_through_with_flat_memory()
    {
        const int Chunks = 960;
        var chunk = new byte[64 * 1024];
        "%PDF-1.7"u8.CopyTo(chunk);

        await using var server = await FileServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = (long)Chunks * chunk.Length;

            for (var count = 0; count < Chunks; count++)
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        });

        using var downloader = new FileDownloader(
            Options.Create(new DownloadOptions { AllowPrivateNetworks = true }), TimeProvider.System, NullLogger<FileDownloader>.Instance);

        await using (await downloader.DownloadAsync(new(server.At("/warm-up.pdf"), null, "pdf"), default))
        {
        }

        // Allocations of the server are among them, so the bound is a tenth of the file, not nothing.
        var before = GC.GetTotalAllocatedBytes();
        await using var file = await downloader.DownloadAsync(new(server.At("/large.pdf"), null, "pdf"), default);
        var allocated = GC.GetTotalAllocatedBytes() - before;

        Assert.Equal((long)Chunks * chunk.Length, file.Size);
        Assert.InRange(allocated, 0, file.Size / 10);
    }
}

using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NotionSync.Files;

namespace NotionSync.Tests.Files;

public sealed class FileDownloaderTests
{
    private static readonly byte[] Pdf = [.. "%PDF-1.7\n"u8, .. new byte[50_000]];

    [Fact]
    public async Task A_file_is_fetched_with_its_size_hash_type_and_name()
    {
        await using var server = await FileServer.StartAsync((context, _) => SendAsync(context, Pdf, "application/octet-stream"));
        await using var file = await DownloadAsync(server.At("/a/Security%20Policy.pdf?X-Amz-Signature=secret"));

        Assert.Equal(Pdf.Length, file.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Pdf)), file.Sha256);
        Assert.Equal("application/pdf", file.ContentType);
        Assert.Equal("application/octet-stream", file.DeclaredContentType);
        Assert.Equal("Security Policy.pdf", file.FileName);
        Assert.Equal(Pdf, await ReadAsync(file));
        Assert.Equal(Pdf, await ReadAsync(file));
    }

    [Fact]
    public async Task Nothing_of_ours_is_sent()
    {
        await using var server = await FileServer.StartAsync((context, _) =>
        {
            context.Response.Headers.SetCookie = "session=1";
            return SendAsync(context, Pdf, "application/pdf");
        });

        using var downloader = Downloader();
        await using var first = await downloader.DownloadAsync(new(server.At("/policy.pdf"), null, "pdf"), default);
        await using var second = await downloader.DownloadAsync(new(server.At("/policy.pdf"), null, "pdf"), default);

        Assert.All(server.Requests, request => Assert.Equal(["Accept-Encoding", "Host", "User-Agent"], request.Headers.Keys.Order()));
    }

    [Fact]
    public async Task A_disposed_file_leaves_nothing_behind()
    {
        await using var server = await FileServer.StartAsync((context, _) => SendAsync(context, Pdf, "application/pdf"));
        var before = TemporaryFiles();

        await using (await DownloadAsync(server.At("/policy.pdf")))
        {
        }

        await AssertNoneButAsync(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_the_limit_is_refused_whether_its_length_is_announced_or_not(bool announced)
    {
        await using var server = await FileServer.StartAsync((context, _) => SendAsync(context, Pdf, "application/pdf", announced));

        await AssertFailsAsync(FileErrors.TooLarge, server.At("/policy.pdf"), options => options.MaxBytes = Pdf.Length - 1);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_file_of_exactly_the_limit_is_taken()
    {
        await using var server = await FileServer.StartAsync((context, _) => SendAsync(context, Pdf, "application/pdf", announced: false));
        await using var file = await DownloadAsync(server.At("/policy.pdf"), options => options.MaxBytes = Pdf.Length);

        Assert.Equal(Pdf.Length, file.Size);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_huge_one_is_refused()
    {
        using var packed = new MemoryStream();

        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[20_000_000]);
        }

        await using var server = await FileServer.StartAsync((context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return SendAsync(context, packed.ToArray(), "application/pdf");
        });

        await AssertFailsAsync(FileErrors.TooLarge, server.At("/bomb.pdf"), options => options.MaxBytes = 1_000_000);
    }

    [Fact]
    public async Task A_body_that_comes_packed_although_nobody_asked_is_unpacked()
    {
        using var packed = new MemoryStream();

        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Pdf);
        }

        await using var server = await FileServer.StartAsync((context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return SendAsync(context, packed.ToArray(), "application/pdf");
        });
        await using var file = await DownloadAsync(server.At("/policy.pdf"));

        Assert.Equal(Pdf, await ReadAsync(file));
    }

    [Fact]
    public async Task An_unknown_encoding_is_refused()
    {
        await using var server = await FileServer.StartAsync((context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip, gzip";
            return SendAsync(context, Pdf, "application/pdf");
        });

        await AssertFailsAsync(FileErrors.NotAFile, server.At("/policy.pdf"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_breaks_off_is_fetched_again_from_the_start(bool announced)
    {
        await using var server = await FileServer.StartAsync((context, request) =>
            request == 1 ? BreakOffAsync(context, announced) : SendAsync(context, Pdf, "application/pdf"));
        await using var file = await DownloadAsync(server.At("/policy.pdf"));

        Assert.Equal(Pdf, await ReadAsync(file));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_always_breaks_off_fails_and_leaves_nothing_behind()
    {
        await using var server = await FileServer.StartAsync((context, _) => BreakOffAsync(context, announced: true));
        var before = TemporaryFiles();

        await AssertFailsAsync(FileErrors.Unavailable, server.At("/policy.pdf"));

        Assert.Equal(3, server.Requests.Count);
        await AssertNoneButAsync(before);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_server_that_fails_is_tried_again(int status)
    {
        await using var server = await FileServer.StartAsync((context, request) =>
            request < 3 ? StatusAsync(context, status) : SendAsync(context, Pdf, "application/pdf"));
        await using var file = await DownloadAsync(server.At("/policy.pdf"));

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_long_pause_is_left_to_a_later_import()
    {
        await using var server = await FileServer.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "120";
            return StatusAsync(context, 503);
        });

        var failure = await AssertFailsAsync(FileErrors.Unavailable, server.At("/policy.pdf"));

        Assert.Equal(TimeSpan.FromMinutes(2), failure.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(403, "/policy.pdf?X-Amz-Signature=abc", "", FileErrors.Expired)]
    [InlineData(400, "/policy.pdf?sv=1&sig=abc", "", FileErrors.Expired)]
    [InlineData(403, "/policy.pdf", "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", FileErrors.Expired)]
    [InlineData(400, "/policy.pdf", "<Error><Code>ExpiredToken</Code></Error>", FileErrors.Expired)]
    [InlineData(403, "/policy.pdf", "No.", FileErrors.Forbidden)]
    [InlineData(403, "/policy.pdf", "<html><title>Access Denied</title></html>", FileErrors.Forbidden)]
    [InlineData(401, "/policy.pdf", "", FileErrors.Forbidden)]
    [InlineData(451, "/policy.pdf", "", FileErrors.Forbidden)]
    [InlineData(404, "/policy.pdf?X-Amz-Signature=abc", "", FileErrors.NotFound)]
    [InlineData(410, "/policy.pdf", "", FileErrors.NotFound)]
    [InlineData(202, "/policy.pdf", "", FileErrors.NotAFile)]
    [InlineData(204, "/policy.pdf", "", FileErrors.NotAFile)]
    public async Task A_final_answer_is_not_asked_for_again(int status, string path, string body, string code)
    {
        await using var server = await FileServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = status;

            if (body.Length > 0)
            {
                await context.Response.WriteAsync(body);
            }
        });

        await AssertFailsAsync(code, server.At(path));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("pdf", null, "/policy.pdf", "text/html; charset=utf-8")]
    [InlineData("pdf", null, "/policy.pdf", "application/pdf")]
    [InlineData("file", "Policy.pdf", "/view", "text/html")]
    [InlineData("file", null, "/view?id=5", "text/html")]
    [InlineData("video", null, "/watch.html", "text/html")]
    public async Task A_web_page_in_place_of_a_file_is_no_file(string blockType, string? name, string path, string contentType)
    {
        await using var server = await FileServer.StartAsync((context, _) =>
            SendAsync(context, "<!DOCTYPE html><html><body>Sign in</body></html>"u8.ToArray(), contentType));

        await AssertFailsAsync(FileErrors.NotAFile, server.At(path), null, name, blockType);
    }

    [Fact]
    public async Task A_file_that_calls_itself_a_web_page_may_be_one()
    {
        await using var server = await FileServer.StartAsync((context, _) => SendAsync(context, "<!DOCTYPE html><html></html>"u8.ToArray(), "text/html"));
        await using var file = await DownloadAsync(server.At("/x"), null, "Report.html", "file");

        Assert.Equal("text/html", file.ContentType);
        Assert.Equal("Report.html", file.FileName);
    }

    [Theory]
    [InlineData("/download?id=5", null, "attachment; filename=\"Policy 2026.pdf\"", "Policy 2026.pdf")]
    [InlineData("/download?id=5", null, "attachment; filename=x.pdf; filename*=UTF-8''%C3%9Cbersicht.pdf", "Übersicht.pdf")]
    [InlineData("/download?id=5", null, "attachment; filename=\"../../evil.pdf\"", "_.._evil.pdf")]
    [InlineData("/download?id=5", null, "inline", "download.pdf")]
    [InlineData("/policy.pdf", null, "attachment; filename=other.pdf", "policy.pdf")]
    [InlineData("/policy.pdf", "Our policy", "attachment; filename=other.pdf", "Our policy.pdf")]
    public async Task The_name_is_that_of_the_block_else_of_the_address_else_of_the_server(string path, string? name, string disposition, string expected)
    {
        await using var server = await FileServer.StartAsync((context, _) =>
        {
            context.Response.Headers.ContentDisposition = disposition;
            return SendAsync(context, Pdf, "application/pdf");
        });
        await using var file = await DownloadAsync(server.At(path), null, name, "file");

        Assert.Equal(expected, file.FileName);
    }

    [Fact]
    public async Task A_server_that_falls_silent_fails_after_the_idle_time()
    {
        await using var server = await FileServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = Pdf.Length;
            await context.Response.Body.WriteAsync(Pdf.AsMemory(0, 100));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var failure = await AssertFailsAsync(
            FileErrors.Unavailable, server.At("/policy.pdf"), options => (options.IdleTimeoutSeconds, options.MaxTries) = (0.2, 1));

        Assert.Contains("sent nothing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_drips_fails_after_the_whole_time()
    {
        await using var server = await FileServer.StartAsync(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync("x"u8.ToArray());
                await context.Response.Body.FlushAsync();
                await Task.Delay(10);
            }
        });

        var failure = await AssertFailsAsync(FileErrors.Unavailable, server.At("/policy.pdf"), options => options.TimeoutSeconds = 0.5);

        Assert.Contains("took longer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_import_ends_the_download_as_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await FileServer.StartAsync(async (context, _) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        using var downloader = Downloader();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => downloader.DownloadAsync(new(server.At("/policy.pdf"), null, "pdf"), cancel.Token));
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        await using var server = await FileServer.StartAsync((context, _) => context.Request.Path == "/policy.pdf"
            ? RedirectAsync(context, "/stored/1")
            : SendAsync(context, Pdf, "application/pdf"));
        await using var file = await DownloadAsync(server.At("/policy.pdf"));

        Assert.Equal("policy.pdf", file.FileName);
        Assert.Equal(["/policy.pdf", "/stored/1"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Endless_redirects_end_after_five()
    {
        await using var server = await FileServer.StartAsync((context, request) => RedirectAsync(context, $"/{request}"));

        await AssertFailsAsync(FileErrors.Unavailable, server.At("/policy.pdf"));
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1/policy.pdf")]
    [InlineData("http://localhost/policy.pdf")]
    [InlineData("http://127.1/policy.pdf")]
    [InlineData("http://2130706433/policy.pdf")]
    [InlineData("http://0x7f000001/policy.pdf")]
    [InlineData("http://0177.0.0.1/policy.pdf")]
    [InlineData("http://127.0.0.1./policy.pdf")]
    [InlineData("http://[::1]/policy.pdf")]
    [InlineData("http://[::ffff:127.0.0.1]/policy.pdf")]
    [InlineData("http://[::ffff:7f00:1]/policy.pdf")]
    [InlineData("http://[64:ff9b::7f00:1]/policy.pdf")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://168.63.129.16/machine?comp=goalstate")]
    [InlineData("http://10.0.0.5/policy.pdf")]
    [InlineData("http://172.16.0.1/policy.pdf")]
    [InlineData("http://192.168.1.1/policy.pdf")]
    [InlineData("http://0/policy.pdf")]
    [InlineData("http://0x7f.1/policy.pdf")]
    [InlineData("http://017700000001/policy.pdf")]
    [InlineData("http://127.0.1/policy.pdf")]
    [InlineData("http://2852039166/latest/meta-data/")]
    [InlineData("http://0xa9fea9fe/latest/meta-data/")]
    [InlineData("http://0251.0376.0251.0376/latest/meta-data/")]
    [InlineData("http://①②⑦.⓪.⓪.①/policy.pdf")]
    [InlineData("http://[fe80::1]/policy.pdf")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data/")]
    [InlineData("http://[2002:7f00:1::]/policy.pdf")]
    [InlineData("http://LOCALHOST/policy.pdf")]
    [InlineData("http://localhost./policy.pdf")]
    [InlineData("http://internal.example.com/policy.pdf")]
    public async Task An_address_inside_is_refused_before_a_connection_is_opened(string url)
    {
        var network = new FakeNetwork((host, _) => host switch
        {
            "internal.example.com" => ["10.0.0.5"],
            _ => ["127.0.0.1"],
        });

        Assert.Equal(FileErrors.AddressRefused, (await network.DownloadAsync(url)).Code);
        Assert.Empty(network.Connected);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://metadata.example.com/")]
    [InlineData("//169.254.169.254/")]
    public async Task A_redirect_inside_is_refused_before_a_connection_is_opened(string location)
    {
        await using var server = await FileServer.StartAsync((context, _) => RedirectAsync(context, location));
        var network = new FakeNetwork((host, _) => host is "metadata.example.com" ? ["169.254.169.254"] : ["8.8.8.8"], server.Url);

        Assert.Equal(FileErrors.AddressRefused, (await network.DownloadAsync("http://files.example.com/policy.pdf")).Code);
        Assert.Equal(["8.8.8.8:80"], network.Connected);
    }

    [Fact]
    public async Task A_name_that_answers_differently_the_second_time_is_asked_only_once_per_connection()
    {
        await using var server = await FileServer.StartAsync((context, _) => SendAsync(context, Pdf, "application/pdf"));
        var network = new FakeNetwork((_, count) => count == 1 ? ["8.8.8.8"] : ["127.0.0.1"], server.Url);

        Assert.Null(await network.TryDownloadAsync("http://rebinding.example.com/policy.pdf"));
        Assert.Equal(["rebinding.example.com"], network.Resolved);
        Assert.Equal(["8.8.8.8:80"], network.Connected);
    }

    [Fact]
    public async Task A_name_that_leads_inside_when_its_file_is_tried_again_is_refused_then()
    {
        await using var server = await FileServer.StartAsync((context, count) =>
        {
            // The connection is closed, so that the second try has to open one.
            context.Response.Headers.Connection = "close";
            context.Response.StatusCode = count == 1 ? 503 : 200;
            return Task.CompletedTask;
        });
        var network = new FakeNetwork((_, count) => count == 1 ? ["8.8.8.8"] : ["127.0.0.1"], server.Url);

        Assert.Equal(FileErrors.AddressRefused, (await network.DownloadAsync("http://rebinding.example.com/policy.pdf")).Code);
        Assert.Equal(["rebinding.example.com", "rebinding.example.com"], network.Resolved);
        Assert.Equal(["8.8.8.8:80"], network.Connected);
    }

    [Fact]
    public async Task Of_several_addresses_only_public_ones_are_tried()
    {
        await using var server = await FileServer.StartAsync((context, _) => SendAsync(context, Pdf, "application/pdf"));
        var network = new FakeNetwork((_, _) => ["10.0.0.5", "1.1.1.1", "::1", "8.8.8.8"], server.Url, refusing: "1.1.1.1:80");

        Assert.Null(await network.TryDownloadAsync("http://files.example.com/policy.pdf"));
        Assert.Equal(["1.1.1.1:80", "8.8.8.8:80"], network.Connected);
    }

    [Fact]
    public async Task A_name_without_an_address_is_unavailable()
        => Assert.Equal(FileErrors.Unavailable, (await new FakeNetwork((_, _) => []).DownloadAsync("http://gone.example.com/policy.pdf")).Code);

    [Fact]
    public async Task A_failure_says_nothing_of_the_signature()
    {
        await using var server = await FileServer.StartAsync((context, _) => StatusAsync(context, 403));

        var failure = await AssertFailsAsync(FileErrors.Expired, server.At("/policy.pdf?X-Amz-Signature=SECRET"));

        Assert.DoesNotContain("SECRET", failure.ToString(), StringComparison.Ordinal);
    }

    private static FileDownloader Downloader(Action<DownloadOptions>? change = null, GuardedDialer? dialer = null)
    {
        var options = new DownloadOptions { AllowPrivateNetworks = dialer is null, RetryDelaySeconds = 0 };
        change?.Invoke(options);

        return new(Options.Create(options), TimeProvider.System, NullLogger<FileDownloader>.Instance, dialer ?? new(allowPrivateNetworks: true));
    }

    private static async Task<DownloadedFile> DownloadAsync(
        string url, Action<DownloadOptions>? change = null, string? name = null, string blockType = "pdf")
    {
        using var downloader = Downloader(change);
        return await downloader.DownloadAsync(new(url, name, blockType), default);
    }

    private static async Task<FileDownloadException> AssertFailsAsync(
        string code, string url, Action<DownloadOptions>? change = null, string? name = null, string blockType = "pdf")
    {
        var failure = await Assert.ThrowsAsync<FileDownloadException>(() => DownloadAsync(url, change, name, blockType));
        Assert.Equal(code, failure.Code);
        return failure;
    }

    private static async Task<byte[]> ReadAsync(DownloadedFile file)
    {
        await using var stream = file.Open();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static string[] TemporaryFiles() => Directory.GetFiles(Path.GetTempPath(), "notionsync-*.tmp");

    // A file of another test, or of a program that one started, has its name for a moment only.
    private static async Task AssertNoneButAsync(string[] before)
    {
        for (var looks = 0; looks < 100 && TemporaryFiles().Except(before).Any(); looks++)
        {
            await Task.Delay(50);
        }

        Assert.Empty(TemporaryFiles().Except(before));
    }

    private static Task SendAsync(HttpContext context, byte[] body, string contentType, bool announced = true)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = announced ? body.Length : null;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    private static async Task BreakOffAsync(HttpContext context, bool announced)
    {
        context.Response.ContentLength = announced ? Pdf.Length : null;
        await context.Response.Body.WriteAsync(Pdf.AsMemory(0, Pdf.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task RedirectAsync(HttpContext context, string location)
    {
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    /// <summary>Names that answer as told, and connections that all end at one local server, whatever their address.</summary>
    private sealed class FakeNetwork(Func<string, int, string[]> names, Uri? server = null, string? refusing = null)
    {
        public ConcurrentQueue<string> Resolved { get; } = [];

        public ConcurrentQueue<string> Connected { get; } = [];

        public async Task<FileDownloadException> DownloadAsync(string url)
            => await TryDownloadAsync(url) ?? throw new InvalidOperationException("The download went through.");

        public async Task<FileDownloadException?> TryDownloadAsync(string url)
        {
            using var downloader = Downloader(null, new(allowPrivateNetworks: false, ResolveAsync, ConnectAsync));

            try
            {
                await using var file = await downloader.DownloadAsync(new(url, null, "pdf"), default);
                return null;
            }
            catch (FileDownloadException exception)
            {
                return exception;
            }
        }

        private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Resolved.Enqueue(host);
            return Task.FromResult(names(host, Resolved.Count).Select(IPAddress.Parse).ToArray());
        }

        private async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        {
            Connected.Enqueue(endPoint.ToString());

            if (server is null || endPoint.ToString() == refusing)
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}

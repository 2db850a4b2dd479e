using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NotionSync.Files;

/// <summary>
/// Fetches the files of blocks to this machine's disk, with flat memory. Sends nothing of ours: no credentials, no
/// cookies, no trace. Calls only addresses that <see cref="AddressPolicy"/> allows, on redirects as well.
/// </summary>
public sealed partial class FileDownloader : IDisposable
{
    private const int MaxRedirects = 5;

    private const int BufferSize = 80 * 1024;

    /// <summary>How much of an error page is read to find out why.</summary>
    private const int MaxErrorBytes = 4 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A server that wants a longer pause is left to a later import.</summary>
    private static readonly TimeSpan MaxRetryWait = TimeSpan.FromSeconds(15);

    // The words of S3 and its likes for a signed URL whose time is over, where the URL itself does not show that it is one.
    private static readonly string[] ExpiryWords = ["<Code>AccessDenied</Code>", "ExpiredToken", "Request has expired", "URL has expired"];

    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FileDownloader> _logger;
    private readonly HttpClient _http;

    public FileDownloader(IOptions<DownloadOptions> options, TimeProvider time, ILogger<FileDownloader> logger)
        : this(options, time, logger, new(options.Value.AllowPrivateNetworks))
    {
    }

    internal FileDownloader(IOptions<DownloadOptions> options, TimeProvider time, ILogger<FileDownloader> logger, GuardedDialer dialer)
    {
        (_options, _time, _logger) = (options.Value, time, logger);

        _http = new(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (context, cancellationToken) => dialer.DialAsync(context.DnsEndPoint, cancellationToken),
            ConnectTimeout = ConnectTimeout,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
            UseProxy = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // Ours are below: one for silence, one for the whole.
        };

        _http.DefaultRequestHeaders.UserAgent.Add(new("NotionSync", null));
        _http.DefaultRequestHeaders.AcceptEncoding.Add(new("identity"));
    }

    /// <exception cref="FileDownloadException">With one of <see cref="FileErrors"/>.</exception>
    public async Task<DownloadedFile> DownloadAsync(FileRequest request, CancellationToken cancellationToken)
    {
        var url = AddressPolicy.CheckUrl(request.Url, _options.AllowPrivateNetworks);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds), _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);

        try
        {
            return await TryRepeatedlyAsync(request, url, both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FileDownloadException(FileErrors.Unavailable, $"{url.IdnHost} took longer than {_options.TimeoutSeconds} seconds.", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<DownloadedFile> TryRepeatedlyAsync(FileRequest request, Uri url, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(request, url, cancellationToken);
            }
            catch (FileDownloadException exception)
                when (exception.IsTransient && attempt < _options.MaxTries && !(exception.RetryAfter > MaxRetryWait))
            {
                Log.TryFailed(_logger, url.IdnHost, attempt, exception.Message);
                await Task.Delay(Wait(attempt, exception.RetryAfter), _time, cancellationToken);
            }
        }
    }

    private TimeSpan Wait(int attempt, TimeSpan? retryAfter)
    {
        // Half of it certain, half by chance: failed workers do not come back all at once.
        var most = _options.RetryDelaySeconds * Math.Pow(2, attempt - 1);
        var wait = TimeSpan.FromSeconds((most / 2) + (Random.Shared.NextDouble() * most / 2));

        return retryAfter > wait ? retryAfter.Value : wait;
    }

    private async Task<DownloadedFile> TryAsync(FileRequest request, Uri url, CancellationToken cancellationToken)
    {
        using var silence = new SilenceLimit(TimeSpan.FromSeconds(_options.IdleTimeoutSeconds), _time, cancellationToken);
        TemporaryFile? file = null;

        try
        {
            using var response = await FollowAsync(url, silence);
            await CheckAsync(response, url, silence);

            file = new();
            var (hash, head) = await SaveAsync(response, url, file, silence);
            var downloaded = Describe(request, response, file, hash, head);

            file = null;
            return downloaded;
        }
        catch (HttpRequestException exception)
        {
            throw exception.InnerException as FileDownloadException ?? Unavailable($"{url.IdnHost} does not answer.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"{url.IdnHost} sent nothing for {_options.IdleTimeoutSeconds} seconds.", exception);
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri url, SilenceLimit silence)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, url);
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, silence.Restart());

            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            var location = response.Headers.Location;
            response.Dispose();

            url = redirects < MaxRedirects
                ? AddressPolicy.CheckRedirect(url, location, _options.AllowPrivateNetworks)
                : throw new FileDownloadException(FileErrors.Unavailable, $"{url.IdnHost} redirects again and again.");
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, Uri url, SilenceLimit silence)
    {
        var (host, status) = (url.IdnHost, (int)response.StatusCode);

        if (status == 200)
        {
            if (response.Content.Headers.ContentLength > _options.MaxBytes)
            {
                throw TooLarge();
            }

            return;
        }

        throw status switch
        {
            404 or 410 => new FileDownloadException(FileErrors.NotFound, $"{host} has no such file."),
            408 or 425 or 429 or >= 500 => Unavailable($"{host} answers {status}.", null, RetryAfter(response)),
            400 or 401 or 403 when await IsExpiredAsync(response, url, silence) =>
                new FileDownloadException(FileErrors.Expired, $"The time of the signed address at {host} is over."),
            >= 400 => new FileDownloadException(FileErrors.Forbidden, $"{host} does not give the file: {status}."),
            _ => new FileDownloadException(FileErrors.NotAFile, $"{host} answers {status}, not with a file."),
        };
    }

    private static async Task<bool> IsExpiredAsync(HttpResponseMessage response, Uri url, SilenceLimit silence)
    {
        if (url.Query.Contains("Signature=", StringComparison.OrdinalIgnoreCase) || url.Query.Contains("sig=", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        using var body = await response.Content.ReadAsStreamAsync(silence.Restart());
        var bytes = new byte[MaxErrorBytes];
        var count = await ReadAsync(body, bytes, url, silence);
        var text = Encoding.UTF8.GetString(bytes, 0, count);

        return ExpiryWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<(string Hash, byte[] Head)> SaveAsync(HttpResponseMessage response, Uri url, TemporaryFile file, SilenceLimit silence)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var body = Decode(response, await response.Content.ReadAsStreamAsync(silence.Restart()));
        using var head = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);

        try
        {
            long size = 0;

            while (await ReadAsync(body, buffer, url, silence) is > 0 and var count)
            {
                size += count;

                if (size > _options.MaxBytes)
                {
                    throw TooLarge();
                }

                hash.AppendData(buffer, 0, count);
                head.Write(buffer, 0, (int)Math.Min(count, FileSignature.Length - head.Length));
                await file.WriteAsync(buffer.AsMemory(0, count), silence.Restart());
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), head.ToArray());
    }

    private static async Task<int> ReadAsync(Stream body, Memory<byte> buffer, Uri url, SilenceLimit silence)
    {
        try
        {
            return await body.ReadAsync(buffer, silence.Restart());
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw Unavailable($"{url.IdnHost} broke off in the middle.", exception);
        }
    }

    // We ask for none, but a store gives a file back with the encoding it was put in with. The size limit counts what comes out.
    private static Stream Decode(HttpResponseMessage response, Stream body)
        => string.Join(',', response.Content.Headers.ContentEncoding).ToLowerInvariant() switch
        {
            "" or "identity" or "aws-chunked" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => throw new FileDownloadException(FileErrors.NotAFile, "The file comes in an encoding that is not read here."),
        };

    private static DownloadedFile Describe(FileRequest request, HttpResponseMessage response, TemporaryFile file, string hash, byte[] head)
    {
        var content = response.Content.Headers;
        var declared = content.ContentType?.MediaType?.ToLowerInvariant();
        var called = NameOf(request, content.ContentDisposition);
        var contentType = FileTypes.Resolve(head, declared, called);

        // Usually the page that asks to sign in, or shows the file instead of giving it. A file that calls itself a page is meant.
        if (FileTypes.IsWebPage(contentType) && !(request.BlockType is "file" && FileTypes.TypeOf(called) is { } promised && FileTypes.IsWebPage(promised)))
        {
            throw new FileDownloadException(FileErrors.NotAFile, "There is a web page where the file should be.");
        }

        return new(file)
        {
            Sha256 = hash,
            ContentType = contentType,
            DeclaredContentType = declared,
            FileName = SafeFileName.From(called, null, contentType),
        };
    }

    // The server's own name counts only where neither the block nor the address has a proper one: /download?id=5.
    private static string NameOf(FileRequest request, ContentDispositionHeaderValue? disposition)
    {
        var called = SafeFileName.From(request.Name, request.Url, null);
        var offered = disposition?.FileNameStar ?? disposition?.FileName?.Trim('"');

        return string.IsNullOrWhiteSpace(request.Name) && FileTypes.TypeOf(called) is null && !string.IsNullOrWhiteSpace(offered)
            ? SafeFileName.From(offered, request.Url, null)
            : called;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
        => response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - _time.GetUtcNow() : null;

    private FileDownloadException TooLarge()
        => new(FileErrors.TooLarge, $"The file is larger than {_options.MaxBytes} bytes.");

    private static FileDownloadException Unavailable(string message, Exception? inner, TimeSpan? retryAfter = null)
        => new(FileErrors.Unavailable, message, inner) { IsTransient = true, RetryAfter = retryAfter };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Download from {Host}, try {Try}: {Reason}")]
        public static partial void TryFailed(ILogger logger, string host, int @try, string reason);
    }
}

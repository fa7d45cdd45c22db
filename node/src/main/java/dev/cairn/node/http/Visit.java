package dev.cairn.node.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One connection to the port: a request, its answer, the next request. Pages are made on threads of
 * their own; a request that does not wait for the answer before it is not answered.
 */
final class Visit extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

    private final Map<String, Site.Page> pages;
    private final Duration patience;
    private boolean answering;
    private boolean last;
    private @Nullable Future<?> deadline;

    Visit(Map<String, Site.Page> pages, Duration patience) {
        this.pages = pages;
        this.patience = patience;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        expectMore(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (!(part instanceof HttpRequest request)) {
            return; // bodies are refused with the head of their request
        }
        if (answering) {
            last = true;
            return;
        }
        answering = true;
        HttpResponseStatus refusal = refusal(request);
        if (refusal != null) {
            last = true;
            reply(context, Answer.refusal(refusal));
            return;
        }
        last = !HttpUtil.isKeepAlive(request);
        Site.Page page = pages.get(path(request.uri()));
        if (page == null) {
            reply(context, Answer.refusal(HttpResponseStatus.NOT_FOUND));
        } else if (!page.turns().tryAcquire()) {
            reply(context, Answer.refusal(HttpResponseStatus.SERVICE_UNAVAILABLE));
        } else {
            Thread.ofVirtual().name("http-page").start(() -> make(context, page));
        }
    }

    /** Why a request is not looked at; null if it is. */
    private static @Nullable HttpResponseStatus refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return switch (request.decoderResult().cause()) {
                case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
                case TooLongHttpHeaderException _ ->
                        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
                default -> HttpResponseStatus.BAD_REQUEST;
            };
        }
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return HttpResponseStatus.METHOD_NOT_ALLOWED;
        }
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
        return HttpUtil.isTransferEncodingChunked(request) || !length.equals("0")
                ? HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE
                : null;
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private void make(ChannelHandlerContext context, Site.Page page) {
        Answer answer;
        try {
            answer = page.answer().get();
        } catch (RuntimeException bug) {
            LOG.error("A page of the HTTP port could not be made", bug);
            answer = Answer.refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR);
        } finally {
            page.turns().release();
        }
        Answer made = answer;
        context.executor().execute(() -> reply(context, made));
    }

    private void reply(ChannelHandlerContext context, Answer answer) {
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        answer.status(),
                        Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        if (answer.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        var written = context.writeAndFlush(response);
        if (last) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
        answering = false;
        expectMore(context);
    }

    /** From now on the clock runs: for reading this answer, and for sending the next request. */
    private void expectMore(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline =
                context.executor()
                        .schedule(
                                () -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A visitor was lost: {}", cause.toString());
        context.close();
    }
}

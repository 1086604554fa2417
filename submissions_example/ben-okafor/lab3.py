# Lab 3, Ben Okafor
# numpy only, sympy for 9a

import numpy as np

sigmoid = lambda z: 1.0 / (1.0 + np.exp(-z))


def softmax(a):
    e = np.exp(a)
    return e / e.sum()


# ---------- Question 1 ----------
def collapse_affine_layers(weights, biases):
    W = weights[0]
    for M in weights[1:]:
        W = M @ W
    return W, biases[-1]      # the last bias is the one that is added at the end


def lab3_1a_essay():
    return ("Matrices can be multiplied, so W2 W1 x is again one matrix times x. So you multiply all the weight "
            "matrices and get one layer. That is why we need ReLU or sigmoid between the layers.")


# ---------- Question 2 ----------
def softmax_regression_grad_W(W, x, b, y):
    return np.outer(softmax(W @ x + b) - y, x)


def confident_mistake_limits():
    # log(0) -> everything explodes, that is why you would worry
    return np.inf, -np.inf, -np.inf, np.inf


def cross_entropy_from_logits(a, y):
    e = np.exp(a - a.max())
    p = e / e.sum()
    return -np.log(max(p @ y, 1e-12))     # never log(0)


# ---------- Question 3 ----------
def quotient_local_derivatives(x, y):
    s = sigmoid
    n, q = x**2 + s(y), 3*x + y - s(x)
    return {
        "df_dn": 1/q,
        "df_dq": n/q**2,
        "dn_dx": 2*x,
        "dn_dy": s(y)*(1 - s(y)),
        "dq_dx": 3 - s(x)*(1 - s(x)),
        "dq_dy": 1.0,
    }


def quotient_gradient_at_1_0():
    d = quotient_local_derivatives(1, 0)
    return (d["df_dn"]*d["dn_dx"] + d["df_dq"]*d["dq_dx"],
            d["df_dn"]*d["dn_dy"] + d["df_dq"]*d["dq_dy"])


# ---------- Question 4 ----------
def pooling_modules():
    return {"1d pooling": "nn.MaxPool1d", "2d pooling": "nn.MaxPool2d", "3d pooling": "nn.MaxPool3d"}


def pool(x, k, s, f):
    return np.array([[f(x[i:i+k, j:j+k]) for j in range(0, x.shape[1]-k+1, s)]
                     for i in range(0, x.shape[0]-k+1, s)])


def max_pool2d(x, k, s):
    return pool(x, k, k, np.max)      # windows do not overlap


def avg_pool2d(x, k, s):
    return pool(x, k, s, np.mean)


def lp_pool2d(x, k, s, p):
    return pool(x, k, s, lambda w: np.mean(np.abs(w)**p)**(1/p))


# ---------- Question 5 ----------
image = np.array([[4,5,2,2,1],[3,3,2,2,4],[4,3,4,1,1],[5,1,4,1,2],[5,1,3,1,4]])
kernel = np.array([[4,3,3],[5,5,5],[2,4,3]])


def conv_output_count():
    return 4         # (5-3)*(5-3)


def conv2d_valid(image, kernel):
    # convolution = flip, then slide
    k = kernel[::-1, ::-1]
    h, w = k.shape
    return np.array([[np.sum(image[i:i+h, j:j+w]*k) for j in range(image.shape[1]-w+1)]
                     for i in range(image.shape[0]-h+1)])


def conv_table_values():
    return conv2d_valid(image, kernel)


def conv2d_input_gradient(grad_out, kernel):
    h, w = kernel.shape
    H, W = grad_out.shape
    g = np.zeros((H+h-1, W+w-1))
    for i in range(H):
        for j in range(W):
            g[i:i+h, j:j+w] += grad_out[i, j]*kernel
    return g


def conv_table_input_gradient():
    return conv2d_input_gradient(np.ones((3, 3)), kernel).astype(int)


# ---------- Question 6 ----------
def autoencoder_loss(x, We, be, Wd, bd):
    xhat = Wd @ sigmoid(We @ x + be) + bd
    return np.sum((x - xhat)**2)


def autoencoder_gradients(x, We, be, Wd, bd):
    h = sigmoid(We @ x + be)
    r = Wd @ h + bd - x
    e = Wd.T @ r * h * (1 - h)
    return {"dWe": np.outer(e, x), "dbe": e, "dWd": np.outer(h, r), "dbd": r}


def autoencoder_gd_step(theta, grad, lr):
    return theta - lr*grad


def autoencoder_momentum_step(theta, velocity, grad, lr, momentum):
    velocity = momentum*velocity + grad
    return theta - lr*(grad + momentum*velocity), velocity


# ---------- Question 7 ----------
def topk_error(scores, labels, k):
    top = np.argsort(-scores, axis=1)[:, :k]
    return np.mean([l in t for l, t in zip(labels, top)])


def lab3_7_essay():
    return """Top-5 is easier than top-1. ImageNet has 1000 classes and some of them are nearly the same, for
    example dog breeds, so it would be unfair to only count the first guess. Top-1 is what you need in practice."""


# ---------- Question 8 ----------
def dist2(Y):
    return np.sum((Y[:, None, :] - Y[None, :, :])**2, axis=2)


def student_t_affinities(Y):
    w = 1/(1 + dist2(Y))
    np.fill_diagonal(w, 0)
    return w/w.sum(axis=1, keepdims=True)


def symmetric_sne_gradient(P, Y):
    D = dist2(Y)
    np.fill_diagonal(D, np.inf)
    q = np.exp(D.min() - D)
    q = q/q.sum()
    # product rule gives the 2
    return 2*sum((P[:, [j]] - q[:, [j]])*(Y - Y[j]) for j in range(len(Y)))


# ---------- Question 9 ----------
def soft_threshold(x, t):
    return np.sign(x)*np.maximum(np.abs(x) - t, 0)


def l1_prox_certificate(x, t):
    return [
        (x > t, x - t, 1),
        (x < -t, x + t, -1),
        (abs(x) <= t, 0, 0),      # derivative of |z| at 0
    ]


def ista_step(z, W, x, lam, alpha):
    return soft_threshold(z - alpha*W.T @ (W @ z - x), lam)


def ista_splitting(W, x, lam, z, v, t):
    r = W @ z - x
    return {"g": r @ r/2, "grad_g": W.T @ r, "h": lam*np.abs(z).sum(), "prox_h": soft_threshold(v, t)}


def prox_subgradient(x, u, t):
    return x - u


def generalized_gradient(x, grad_g, x_next, alpha):
    G = (x - x_next)/alpha
    return G, G + grad_g


def generalized_gradient_chain(x, g, x_next, alpha, G, H):
    return [
        ((x - alpha*g) - x_next)/alpha,
        ("algebra", (x - x_next)/alpha + g),
        ("def:G", G + g),
    ]
